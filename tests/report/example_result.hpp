#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <string>

namespace etalon {

inline Summary example_summary(double seconds, double noise, double items_per_batch) {
  Summary summary;
  summary.samples = 12;
  summary.median_seconds = seconds;
  summary.relative_noise = noise;
  summary.low_seconds = seconds * (1 - noise);
  summary.high_seconds = seconds * (1 + noise);
  summary.batches_per_second = 1 / seconds;
  summary.items_per_second = items_per_batch / seconds;
  return summary;
}

inline StateResult example_state(std::size_t environment,
                                 const std::string& batch_size,
                                 const std::string& workers,
                                 const Summary& summary) {
  StateResult state;
  state.environment = environment;
  state.parameters = {{"batch_size", batch_size}, {"num_workers", workers}};
  state.summary = summary;
  state.first_batch_seconds = {0.03, 0.01, 0.02};
  state.stopped_by = "noise";
  state.timer = "steady_clock";
  state.device = "cpu";
  state.facts = {{"torch", "1.13.1"}};
  return state;
}

inline StateResult missing_state(StateOutcome outcome, const std::string& reason) {
  StateResult state;
  state.parameters = {{"batch_size", "32"}, {"num_workers", "4"}};
  state.outcome = outcome;
  state.reason = reason;
  return state;
}

inline BenchmarkResult example_result() {
  BenchmarkResult result;
  result.id = "0123456789ab";
  result.started = "2026-01-02T03:04:05Z";
  result.workload = "dataloader";
  result.machine.cpu_model = "AMD EPYC";
  result.machine.usable_cpus = 2;
  result.machine.memory_bytes = 8ULL << 30U;
  result.machine.kernel = "6.1.0";
  result.machine.glibc = "2.36";
  result.environments = {
      {"libtorch-openblas", "/e/o", "aabbccddeeff00112233", std::vector<MeasuredPackage>(163)}};
  result.states = {
      example_state(0, "16", "0", example_summary(0.008, 0.012, 16)),
      example_state(0, "32", "0", example_summary(0.0125, 0.034, 32)),
      missing_state(StateOutcome::skipped, "pin_memory needs a CUDA device"),
      missing_state(StateOutcome::failed, "the runner was killed by signal 9 (Killed)")};
  return result;
}

} // namespace etalon
