#pragma once

#include <etalon/bench/axes.hpp>
#include <etalon/bench/stopping_criterion.hpp>
#include <etalon/config/config.hpp>
#include <etalon/model/benchmark_result.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace etalon {

struct BenchmarkOptions {
  std::vector<std::filesystem::path> prefixes; // at least one, no one twice
  std::string workload;
  std::vector<Axis> axes;
  std::string device = "auto"; // "cpu", "cuda"
  StoppingRule rule;
  std::size_t warmup_samples = 2;
  std::string command_line;             // for the record; must hold no credentials
  std::filesystem::path runner_sources; // share/etalon/runner
};

struct BenchmarkTools {
  FileSystem& files;
  ProgressListener progress;
  CancellationToken token;
  std::function<void(const std::string&)> warn; // before measuring, where it can be known then
};

// The benchmark core in each environment, environments taking turns: verifies them, compiles the
// runner where it is not cached, measures the grid, and keeps the result in Config::results_file().
// An interrupted run keeps what was measured. `environment` is the caller's. Throws Error{corrupt}
// for an environment that does not verify, Error{usage} for a grid that makes no sense, and as
// build_runner().
BenchmarkResult run_benchmark(const BenchmarkOptions& options,
                              const Config& config,
                              const std::map<std::string, std::string>& environment,
                              const BenchmarkTools& tools);

} // namespace etalon
