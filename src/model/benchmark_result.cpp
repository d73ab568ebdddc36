#include "json_fields.hpp"
#include "machine_fields.hpp"

#include <etalon/model/benchmark_result.hpp>

#include <array>

namespace etalon {

namespace {

constexpr std::array<std::pair<const char*, StateOutcome>, 3> k_outcomes = {{
    {"done", StateOutcome::done},
    {"skipped", StateOutcome::skipped},
    {"failed", StateOutcome::failed},
}};

} // namespace

const char* enum_name(StateOutcome outcome) {
  for (const auto& [name, value] : k_outcomes) {
    if (value == outcome) {
      return name;
    }
  }
  return "";
}

bool parse_enum(const std::string& name, StateOutcome& outcome) {
  for (const auto& [known, value] : k_outcomes) {
    if (known == name) {
      outcome = value;
      return true;
    }
  }
  return false;
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, MeasuredPackage>

void visit_fields(Visitor& visit, Object& package) {
  visit("name", package.name);
  visit("version", package.version);
  visit("build", package.build);
  visit("channel", package.channel);
  visit("subdir", package.subdir);
  visit("sha256", package.sha256);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, MappedObject>

void visit_fields(Visitor& visit, Object& object) {
  visit("path", object.path);
  visit("package", object.package);
  visit("outside_prefix", object.outside_prefix);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, Environment>

void visit_fields(Visitor& visit, Object& environment) {
  visit("name", environment.name);
  visit("prefix", environment.prefix);
  visit("id", environment.id);
  visit("packages", environment.packages);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, Sample>

void visit_fields(Visitor& visit, Object& sample) {
  visit("seconds", sample.seconds);
  visit("batches", sample.batches);
  visit("items", sample.items);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, Summary>

void visit_fields(Visitor& visit, Object& summary) {
  visit("samples", summary.samples);
  visit("median_seconds", summary.median_seconds);
  visit("mean_seconds", summary.mean_seconds);
  visit("min_seconds", summary.min_seconds);
  visit("max_seconds", summary.max_seconds);
  visit("mad_seconds", summary.mad_seconds);
  visit("relative_noise", summary.relative_noise);
  visit("low_seconds", summary.low_seconds);
  visit("high_seconds", summary.high_seconds);
  visit("batches_per_second", summary.batches_per_second);
  visit("items_per_second", summary.items_per_second);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, StateResult>

void visit_fields(Visitor& visit, Object& state) {
  visit("environment", state.environment);
  visit("parameters", state.parameters);
  visit("outcome", state.outcome);
  visit("reason", state.reason);
  visit("samples", state.samples);
  visit("summary", state.summary);
  visit("first_batch_seconds", state.first_batch_seconds);
  visit("restart_seconds", state.restart_seconds);
  visit("warmup_samples", state.warmup_samples);
  visit("stopped_by", state.stopped_by);
  visit("timer", state.timer);
  visit("device", state.device);
  visit("objects", state.objects);
  visit("facts", state.facts);
  visit("warnings", state.warnings);
}

template <typename Visitor, typename Object>
requires std::is_same_v<std::remove_const_t<Object>, BenchmarkResult>

void visit_fields(Visitor& visit, Object& result) {
  visit("id", result.id);
  visit("started", result.started);
  visit("workload", result.workload);
  visit("command_line", result.command_line);
  visit("tool_version", result.tool_version);
  visit("machine", result.machine);
  visit("environments", result.environments);
  visit("states", result.states);
  visit("warnings", result.warnings);
}

std::string BenchmarkResult::to_json() const {
  return to_versioned_text(write_field(*this));
}

BenchmarkResult BenchmarkResult::parse_json(std::string_view json) {
  BenchmarkResult result;
  read_field(parse_versioned(json), "result", result);
  for (const StateResult& state : result.states) {
    if (state.environment >= result.environments.size()) {
      fail_at_field("environment", "an index into `environments`");
    }
  }
  return result;
}

} // namespace etalon
