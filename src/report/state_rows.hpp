#pragma once

#include "text_layout.hpp"

#include <etalon/model/benchmark_result.hpp>

#include <string>
#include <vector>

namespace etalon {

enum class RowKind { heading, plain, best, failed };

struct StateRow {
  std::vector<std::string> cells;
  RowKind kind = RowKind::plain;
};

// A table of states before it is laid out; each row has at most one cell per column.
struct StateRows {
  std::vector<Align> columns;
  std::vector<StateRow> rows;
};

// One environment: a row per point with all that was measured.
StateRows single_rows(const BenchmarkResult& result);

// Several: a row per point, the environments side by side, and the ratio of each one's rate to the
// first one's. Of two it tells whether the 95 % intervals of their medians overlap.
StateRows compared_rows(const BenchmarkResult& result);

// "batch_size=16 num_workers=0", followed by the environment's name where there are several.
std::string describe_state(const BenchmarkResult& result, const StateResult& state);

// The point with the most items per second: one sentence per environment; none where nothing was
// measured.
std::vector<std::string> describe_best(const BenchmarkResult& result);

// Why points were skipped or failed, one sentence each.
std::vector<std::string> describe_missing(const BenchmarkResult& result);

} // namespace etalon
