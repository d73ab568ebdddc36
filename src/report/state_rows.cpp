#include "state_rows.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

using Point = std::map<std::string, std::string>;

// The parameters that any point names.
std::vector<std::string> axis_names(const BenchmarkResult& result) {
  std::set<std::string> names;
  for (const StateResult& state : result.states) {
    for (const auto& parameter : state.parameters) {
      names.insert(parameter.first);
    }
  }
  return {names.begin(), names.end()};
}

std::string describe_point(const Point& point) {
  std::vector<std::string> words;
  for (const auto& [name, value] : point) {
    words.push_back(fmt::format("{}={}", name, value));
  }
  return words.empty() ? "defaults" : join(words, " ");
}

// Each point once, in the order of the states.
std::vector<Point> distinct_points(const BenchmarkResult& result) {
  std::vector<Point> points;
  for (const StateResult& state : result.states) {
    if (std::find(points.begin(), points.end(), state.parameters) == points.end()) {
      points.push_back(state.parameters);
    }
  }
  return points;
}

const StateResult*
find_state(const BenchmarkResult& result, const Point& point, std::size_t environment) {
  const auto found =
      std::find_if(result.states.begin(), result.states.end(), [&](const StateResult& state) {
        return state.environment == environment && state.parameters == point;
      });
  return found == result.states.end() ? nullptr : &*found;
}

const Summary* find_summary(const StateResult* state) {
  return state != nullptr && state->summary ? &*state->summary : nullptr;
}

const StateResult* find_best(const BenchmarkResult& result, std::size_t environment) {
  const StateResult* best = nullptr;
  for (const StateResult& state : result.states) {
    if (state.environment == environment && state.summary &&
        (best == nullptr || state.summary->items_per_second > best->summary->items_per_second)) {
      best = &state;
    }
  }
  return best;
}

double middle(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::string outcome_note(const StateResult* state) {
  if (state == nullptr) {
    return "not measured";
  }
  switch (state->outcome) {
  case StateOutcome::skipped:
    return "skipped";
  case StateOutcome::failed:
    return "failed";
  case StateOutcome::done:
    break;
  }
  return state->stopped_by == "timeout" ? "time was up" : "";
}

void add_point_cells(std::vector<std::string>& cells,
                     const std::vector<std::string>& axes,
                     const Point& point) {
  for (const std::string& axis : axes) {
    const auto value = point.find(axis);
    cells.push_back(value == point.end() ? "" : value->second);
  }
}

std::vector<std::string> measured_cells(const StateResult& state, const Summary& summary) {
  return {format_rate(summary.batches_per_second),
          format_rate(summary.items_per_second),
          format_seconds(summary.median_seconds),
          "± " + format_percent(summary.relative_noise),
          state.first_batch_seconds.empty() ? "-"
                                            : format_seconds(middle(state.first_batch_seconds)),
          std::to_string(summary.samples)};
}

// Of environment n against the first one, at one point.
std::string ratio_cell(const Summary* first, const Summary* other) {
  if (first == nullptr || other == nullptr || first->batches_per_second <= 0) {
    return "-";
  }
  return fmt::format("{:.3f}", other->batches_per_second / first->batches_per_second);
}

std::string interval_note(const Summary* first, const Summary* second) {
  if (first == nullptr || second == nullptr) {
    return "";
  }
  constexpr std::size_t fewest = 6; // with fewer no interval of the median reaches 95 %
  if (first->samples < fewest || second->samples < fewest) {
    return "too few samples to compare";
  }
  const bool overlap =
      first->low_seconds <= second->high_seconds && second->low_seconds <= first->high_seconds;
  return overlap ? "intervals overlap" : "intervals do not overlap";
}

// The names of the environments above their columns, then the columns' own.
void add_compared_headings(StateRows& table,
                           const BenchmarkResult& result,
                           const std::vector<std::string>& axes) {
  StateRow names{std::vector<std::string>(axes.size() + 1), RowKind::heading};
  StateRow titles{{""}, RowKind::heading};
  titles.cells.insert(titles.cells.end(), axes.begin(), axes.end());
  for (const Environment& environment : result.environments) {
    names.cells.insert(names.cells.end(), {environment.name, "", ""});
    titles.cells.insert(titles.cells.end(), {"batches/s", "samples/s", "noise"});
    table.columns.insert(table.columns.end(), {Align::right, Align::right, Align::right});
  }
  for (std::size_t i = 1; i < result.environments.size(); ++i) {
    titles.cells.push_back(result.environments.size() == 2 ? "ratio"
                                                           : fmt::format("ratio {}:1", i + 1));
    table.columns.push_back(Align::right);
  }
  table.columns.push_back(Align::left);
  table.rows.push_back(std::move(names));
  table.rows.push_back(std::move(titles));
}

StateRow compared_row(const BenchmarkResult& result,
                      const std::vector<std::string>& axes,
                      const Point& point) {
  StateRow row{{""}, RowKind::plain};
  add_point_cells(row.cells, axes, point);
  std::vector<const Summary*> summaries;
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < result.environments.size(); ++i) {
    const StateResult* state = find_state(result, point, i);
    summaries.push_back(find_summary(state));
    if (const Summary* summary = summaries.back()) {
      row.cells.insert(row.cells.end(),
                       {format_rate(summary->batches_per_second),
                        format_rate(summary->items_per_second),
                        "± " + format_percent(summary->relative_noise)});
    } else {
      row.cells.insert(row.cells.end(), {outcome_note(state), "-", "-"});
      row.kind = RowKind::failed;
    }
  }
  for (std::size_t i = 1; i < summaries.size(); ++i) {
    row.cells.push_back(ratio_cell(summaries.front(), summaries[i]));
  }
  row.cells.push_back(summaries.size() == 2 ? interval_note(summaries[0], summaries[1]) : "");
  for (std::size_t i = 0; i < result.environments.size(); ++i) {
    const StateResult* best = find_best(result, i);
    if (best != nullptr && best->parameters == point) {
      row.cells.front() = "*";
      row.kind = RowKind::best;
    }
  }
  return row;
}

} // namespace

StateRows single_rows(const BenchmarkResult& result) {
  const std::vector<std::string> axes = axis_names(result);
  StateRows table;
  table.columns.assign(axes.size() + 7, Align::right);
  table.columns.front() = Align::left;
  table.columns.push_back(Align::left);

  StateRow heading{{""}, RowKind::heading};
  heading.cells.insert(heading.cells.end(), axes.begin(), axes.end());
  heading.cells.insert(
      heading.cells.end(),
      {"batches/s", "samples/s", "median", "noise", "first batch", "samples", "note"});
  table.rows.push_back(std::move(heading));

  const StateResult* best = find_best(result, 0);
  for (const StateResult& state : result.states) {
    StateRow row{{&state == best ? "*" : ""}, RowKind::plain};
    add_point_cells(row.cells, axes, state.parameters);
    if (state.summary) {
      const std::vector<std::string> cells = measured_cells(state, *state.summary);
      row.cells.insert(row.cells.end(), cells.begin(), cells.end());
    } else {
      row.cells.insert(row.cells.end(), 6, "-");
    }
    row.cells.push_back(outcome_note(&state));
    if (state.outcome == StateOutcome::failed) {
      row.kind = RowKind::failed;
    } else if (&state == best) {
      row.kind = RowKind::best;
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

StateRows compared_rows(const BenchmarkResult& result) {
  const std::vector<std::string> axes = axis_names(result);
  StateRows table;
  table.columns.assign(axes.size() + 1, Align::right);
  table.columns.front() = Align::left;
  add_compared_headings(table, result, axes);
  for (const Point& point : distinct_points(result)) {
    table.rows.push_back(compared_row(result, axes, point));
  }
  return table;
}

std::string describe_state(const BenchmarkResult& result, const StateResult& state) {
  const std::string point = describe_point(state.parameters);
  return result.environments.size() > 1 && state.environment < result.environments.size()
             ? fmt::format("{} in {}", point, result.environments[state.environment].name)
             : point;
}

std::vector<std::string> describe_best(const BenchmarkResult& result) {
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < result.environments.size(); ++i) {
    if (const StateResult* best = find_best(result, i)) {
      sentences.push_back(fmt::format("{}, {} samples/s",
                                      describe_state(result, *best),
                                      format_rate(best->summary->items_per_second)));
    }
  }
  return sentences;
}

std::vector<std::string> describe_missing(const BenchmarkResult& result) {
  std::vector<std::string> sentences;
  for (const StateResult& state : result.states) {
    if (state.outcome != StateOutcome::done) {
      sentences.push_back(fmt::format("{}: {}: {}",
                                      describe_state(result, state),
                                      state.outcome == StateOutcome::failed ? "failed" : "skipped",
                                      state.reason));
    }
  }
  return sentences;
}

} // namespace etalon
