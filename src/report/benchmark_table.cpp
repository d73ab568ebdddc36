#include "run_heading.hpp"
#include "state_rows.hpp"
#include "text_layout.hpp"

#include <etalon/report/benchmark_table.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

constexpr std::string_view k_bold_green = "\x1b[1;32m";
constexpr std::string_view k_red = "\x1b[31m";
constexpr std::string_view k_yellow = "\x1b[33m";
constexpr std::string_view k_bold = "\x1b[1m";
constexpr std::string_view k_plain = "\x1b[0m";

std::string painted(std::string_view text, std::string_view colour, const TableStyle& style) {
  return style.colour == Colour::never || text.empty()
             ? std::string(text)
             : fmt::format("{}{}{}", colour, text, k_plain);
}

std::string_view colour_of(RowKind kind) {
  switch (kind) {
  case RowKind::heading:
    return k_bold;
  case RowKind::best:
    return k_bold_green;
  case RowKind::failed:
    return k_red;
  case RowKind::plain:
    break;
  }
  return "";
}

std::string render_rows(const StateRows& rows, const TableStyle& style) {
  TextLayout layout(rows.columns);
  for (const StateRow& row : rows.rows) {
    layout.add_row(row.cells);
  }
  std::string out;
  const std::vector<std::string> lines = layout.lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view colour = colour_of(rows.rows[i].kind);
    out += (colour.empty() ? lines[i] : painted(lines[i], colour, style)) + "\n";
  }
  return out;
}

std::string render_notes(const std::vector<std::string>& notes, const TableStyle& style) {
  std::string out;
  for (const std::string& note : notes) {
    out += wrap_text(note, "  ", style.width);
  }
  return out;
}

// Of the run, then of each state.
std::vector<std::string> all_warnings(const BenchmarkResult& result) {
  std::vector<std::string> warnings = result.warnings;
  for (const StateResult& state : result.states) {
    for (const std::string& warning : state.warnings) {
      warnings.push_back(describe_state(result, state) + ": " + warning);
    }
  }
  return warnings;
}

} // namespace

std::string render_benchmark(const BenchmarkResult& result, const TableStyle& style) {
  std::string out = render_heading(result, style.width) + "\n";
  const bool compares = result.environments.size() > 1;
  out += render_rows(compares ? compared_rows(result) : single_rows(result), style);

  const std::vector<std::string> best = describe_best(result);
  if (!best.empty()) {
    out += "\n" + wrap_text(join(best, "; "), "* best: ", style.width);
  }
  const std::vector<std::string> missing = describe_missing(result);
  if (!missing.empty()) {
    out += "\nnot measured:\n" + render_notes(missing, style);
  }
  const std::vector<std::string> warnings = all_warnings(result);
  if (!warnings.empty()) {
    out += "\n" + painted("warnings:", k_yellow, style) + "\n" + render_notes(warnings, style);
  }
  return out;
}

std::string render_run_list(const std::vector<RunRow>& runs, const TableStyle& style) {
  if (runs.empty()) {
    return "no runs yet\n";
  }
  TextLayout layout(
      {Align::left, Align::left, Align::left, Align::left, Align::right, Align::right});
  layout.add_row({"run", "started", "workload", "environments", "states", "best batches/s"});
  for (const RunRow& run : runs) {
    std::string states = std::to_string(run.states);
    if (run.failed_states > 0) {
      states += fmt::format(" ({} failed)", run.failed_states);
    }
    layout.add_row(
        {run.id,
         run.started,
         run.workload,
         join(run.environments, ", "),
         states,
         run.best_batches_per_second > 0 ? format_rate(run.best_batches_per_second) : "-"});
  }
  std::vector<std::string> lines = layout.lines();
  lines.front() = painted(lines.front(), k_bold, style);
  return join(lines, "\n") + "\n";
}

} // namespace etalon
