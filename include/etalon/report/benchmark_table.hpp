#pragma once

#include <etalon/model/benchmark_result.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace etalon {

enum class Colour { never, always };

struct TableStyle {
  std::size_t width = 80; // of the terminal, in columns; longer notes are wrapped, never figures
  Colour colour = Colour::never;
};

// A run for the terminal: what ran where, a row per point of the grid, the best point marked, then
// warnings. Several environments stand side by side with the ratio of their rates to the first
// one's; of two it says whether the 95 % intervals of the medians overlap, which is no test of
// significance.
std::string render_benchmark(const BenchmarkResult& result, const TableStyle& style);

// One line of `bench list`.
struct RunRow {
  std::string id;
  std::string started;
  std::string workload;
  std::vector<std::string> environments;
  std::size_t states = 0;
  std::size_t failed_states = 0;
  double best_batches_per_second = 0; // 0 where nothing was measured
};

std::string render_run_list(const std::vector<RunRow>& runs, const TableStyle& style);

} // namespace etalon
