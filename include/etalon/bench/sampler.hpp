#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// What is to be measured in a state.
struct StateRequest {
  std::string workload;
  std::map<std::string, std::string> parameters;
  std::string device; // "auto", "cpu", "cuda"
};

struct PreparedState {
  std::string device; // "cpu", "cuda:0 NVIDIA H200"
  std::string timer;  // "steady_clock", "cuda_event", "synchronize"
  std::uint64_t batches_per_sample = 0;
  std::uint64_t items_per_batch = 0;
  std::map<std::string, std::string> facts;
};

struct SkippedState {
  std::string reason;
};

// `kind`: "usage", "failed", "out_of_memory" as the runner says; "crashed", "hung", "protocol"
// where it could not.
struct RunnerFailure {
  std::string kind;
  std::string message;
};

struct TakenSample {
  Sample sample;
  std::vector<double> first_batch_seconds; // one per epoch begun in it
  std::vector<double> restart_seconds;     // one per restart, not within sample.seconds
};

using PrepareReply = std::variant<PreparedState, SkippedState, RunnerFailure>;
using SampleReply = std::variant<TakenSample, RunnerFailure>;

// One state in one environment, ready to be sampled. What fails is a value; only cancellation is
// thrown.
class Sampler {
public:
  Sampler() = default;
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;
  virtual ~Sampler() = default;

  virtual PrepareReply prepare(const StateRequest& request) = 0;
  virtual SampleReply sample() = 0;
  // Paths of the shared objects that are mapped now; empty where it cannot tell any more.
  virtual std::vector<std::string> objects() = 0;
  // What the runner told of itself: torch, threads, BLAS.
  [[nodiscard]] virtual std::map<std::string, std::string> facts() const = 0;
};

} // namespace etalon
