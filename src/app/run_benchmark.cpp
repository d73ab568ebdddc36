#include "measured_environment.hpp"

#include <etalon/app/run_benchmark.hpp>
#include <etalon/app/tool_version.hpp>
#include <etalon/bench/benchmark_warnings.hpp>
#include <etalon/bench/measure.hpp>
#include <etalon/bench/result_store.hpp>
#include <etalon/bench/runner_session.hpp>
#include <etalon/host/machine.hpp>
#include <etalon/util/error.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <set>

namespace etalon {

namespace {

std::string now_rfc3339() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

std::vector<std::string> outside_warnings(const std::vector<StateResult>& states,
                                          const std::vector<Environment>& environments) {
  std::set<std::pair<std::size_t, std::string>> outside;
  for (const auto& state : states) {
    for (const auto& object : state.objects) {
      if (object.outside_prefix) {
        outside.emplace(state.environment, object.path);
      }
    }
  }
  std::vector<std::string> warnings;
  for (const auto& [index, path] : outside) {
    warnings.push_back(
        fmt::format("`{}` was mapped from outside the prefix of `{}`: the figure depends on a file "
                    "that the environment does not pin",
                    path,
                    environments[index].name));
  }
  return warnings;
}

MeasurePlan plan_of(const BenchmarkOptions& options,
                    const std::vector<MeasuredEnvironment>& environments) {
  MeasurePlan plan;
  plan.workload = options.workload;
  plan.device = options.device;
  plan.grid = expand_grid(options.axes);
  plan.warmup_samples = options.warmup_samples;
  plan.rule = options.rule;
  for (const auto& environment : environments) {
    plan.environments.push_back(environment.facts.name);
  }
  return plan;
}

MeasureEffects effects_of(const std::vector<MeasuredEnvironment>& environments,
                          const BenchmarkTools& tools,
                          std::vector<StateResult>& measured) {
  MeasureEffects effects;
  effects.open = [&](std::size_t index) -> std::unique_ptr<Sampler> {
    return std::make_unique<RunnerSession>(
        environments[index].command, RunnerTimeouts{}, tools.token);
  };
  effects.classify = [&](std::size_t index, const std::vector<std::string>& paths) {
    return attribute_objects(environments[index], paths);
  };
  effects.on_result = [&](const StateResult& state) { measured.push_back(state); };
  effects.progress = tools.progress;
  return effects;
}

void keep(BenchmarkResult& result, const Config& config, const BenchmarkTools& tools) {
  for (auto& warning : outside_warnings(result.states, result.environments)) {
    result.warnings.push_back(std::move(warning));
  }
  tools.files.create_directories(config.results_file().parent_path());
  ResultStore(tools.files, config.results_file()).save(result);
}

} // namespace

BenchmarkResult run_benchmark(const BenchmarkOptions& options,
                              const Config& config,
                              const std::map<std::string, std::string>& environment,
                              const BenchmarkTools& tools) {
  check_grid(options.workload, options.axes);
  std::vector<MeasuredEnvironment> environments;
  for (const auto& prefix : options.prefixes) {
    environments.push_back(prepare_environment(prefix, options, config, environment, tools));
  }

  BenchmarkResult result;
  result.id = make_run_id();
  result.started = now_rfc3339();
  result.workload = options.workload;
  result.command_line = options.command_line;
  result.tool_version = tool_version();
  result.machine = detect_machine();
  result.warnings = machine_warnings(result.machine);
  for (const auto& warning : result.warnings) {
    tools.warn(warning);
  }
  for (const auto& each : environments) {
    result.environments.push_back(each.facts);
  }

  const auto plan = plan_of(options, environments);
  const auto effects = effects_of(environments, tools, result.states);
  try {
    result.states = measure(plan, effects, tools.token);
  } catch (Error& error) {
    if (error.kind() == ErrorKind::cancelled && !result.states.empty()) {
      result.warnings.push_back(fmt::format("interrupted after {} of {} states",
                                            result.states.size(),
                                            plan.grid.size() * plan.environments.size()));
      keep(result, config, tools);
      throw std::move(error).with_hint(
          fmt::format("what was measured is kept: `etalon bench show {}`", result.id));
    }
    throw;
  }
  keep(result, config, tools);
  return result;
}

} // namespace etalon
