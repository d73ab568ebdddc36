#pragma once

#include "parameters.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace etalon_runner {

// The state cannot be measured here, and that is no failure.
class Skipped : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

struct Preparation {
  std::string device; // "cpu", "cuda:0 NVIDIA H200"
  std::string timer;  // "steady_clock", "cuda_event", "synchronize"
  std::int64_t batches_per_sample = 0;
  std::int64_t items_per_batch = 0;
  std::map<std::string, std::string> facts;
};

struct Measurement {
  double seconds = 0;
  std::int64_t batches = 0;
  std::int64_t items = 0;
  std::vector<double> first_batch; // seconds from the start of each epoch to its first batch
  std::vector<double> restart;     // seconds of each new iterator; not within `seconds`
};

// A benchmark of one state. The constructor of each reads its parameters, makes its data and checks
// its results once; UsageError, Skipped and LibTorch's exceptions leave it.
class Workload {
public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  [[nodiscard]] virtual Preparation preparation() const = 0;
  virtual Measurement sample() = 0;
};

// `device`: "auto", "cpu" or "cuda".
std::unique_ptr<Workload> make_dataloader(const Parameters& parameters, const std::string& device);
std::unique_ptr<Workload> make_train(const Parameters& parameters, const std::string& device);

} // namespace etalon_runner
