#pragma once

#include <etalon/model/machine_info.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// One package of the environment that was measured.
struct MeasuredPackage {
  std::string name, version, build, channel, subdir, sha256;
};

// A shared object that was mapped while measuring.
struct MappedObject {
  std::string path;
  std::string package;         // dist name of the package that owns it; empty where none does
  bool outside_prefix = false; // neither in the prefix nor glibc's own nor the runner itself
};

struct Environment {
  std::string name;
  std::string prefix;
  std::string id; // EnvironmentId
  std::vector<MeasuredPackage> packages;
};

enum class StateOutcome { done, skipped, failed };

// One timed piece of steady state.
struct Sample {
  double seconds = 0;
  std::uint64_t batches = 0; // batches (dataloader) or steps (train) in it
  std::uint64_t items = 0;   // samples of the data set that went through
};

// What the samples say. Seconds are per batch or step.
struct Summary {
  std::size_t samples = 0;
  double median_seconds = 0;
  double mean_seconds = 0;
  double min_seconds = 0;
  double max_seconds = 0;
  double mad_seconds = 0;    // median absolute deviation, not scaled
  double relative_noise = 0; // 1.4826 x MAD / median
  double low_seconds = 0;    // 95 % interval of the median (order statistics)
  double high_seconds = 0;
  double batches_per_second = 0; // at the median
  double items_per_second = 0;
};

// One point of the grid in one environment.
struct StateResult {
  std::size_t environment = 0;                   // index into BenchmarkResult::environments
  std::map<std::string, std::string> parameters; // axis -> value
  StateOutcome outcome = StateOutcome::done;
  std::string reason; // why skipped or failed
  std::vector<Sample> samples;
  std::optional<Summary> summary;
  std::vector<double> first_batch_seconds; // from the start of an epoch to its first batch
  std::vector<double> restart_seconds;     // between epochs, not in the samples
  std::size_t warmup_samples = 0;
  std::string stopped_by; // "noise", "timeout", "samples"
  std::string timer;      // "steady_clock", "cuda_event", "synchronize"
  std::string device;     // "cpu", "cuda:0 NVIDIA H200"
  std::vector<MappedObject> objects;
  std::map<std::string, std::string> facts; // what the runner tells: torch version, threads, BLAS
  std::vector<std::string> warnings;
};

struct BenchmarkResult {
  std::string id;      // run id
  std::string started; // RFC 3339, UTC
  std::string workload;
  std::string command_line;
  std::string tool_version;
  MachineInfo machine;
  std::vector<Environment> environments;
  std::vector<StateResult> states;
  std::vector<std::string> warnings;

  [[nodiscard]] std::string to_json() const;
  static BenchmarkResult parse_json(std::string_view json);
};

} // namespace etalon
