#include "commands.hpp"

#include <etalon/app/run_benchmark.hpp>
#include <etalon/bench/result_store.hpp>
#include <etalon/report/benchmark_table.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

// Parameters that can be an axis, by the option that sets them.
struct AxisWords {
  std::string parameter;
  std::string values;
};

struct BenchWords {
  std::vector<std::string> names;
  std::vector<std::string> prefixes;
  std::string workload;
  std::string device = "auto";
  std::vector<AxisWords> axes;
  std::vector<std::string> further; // --param NAME=VALUE[,VALUE]
  StoppingRule rule;
  std::size_t warmup_samples = 2;
};

TableStyle table_style(const Printer& printer) {
  return {printer.output().width,
          printer.output().color == ColorUse::color ? Colour::always : Colour::never};
}

void show(const BenchmarkResult& result, const Printer& printer) {
  printer.result(printer.is_json() ? result.to_json()
                                   : render_benchmark(result, table_style(printer)));
}

std::vector<Axis> axes_of(const BenchWords& words) {
  std::vector<Axis> axes;
  for (const auto& [parameter, values] : words.axes) {
    if (!values.empty()) {
      axes.push_back(parse_axis(parameter, values));
    }
  }
  for (const auto& text : words.further) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      throw Error(ErrorKind::usage,
                  fmt::format("`--param {}` has no value", text),
                  {"write --param NAME=VALUE or --param NAME=VALUE,VALUE"});
    }
    axes.push_back(parse_axis(text.substr(0, equals), text.substr(equals + 1)));
  }
  return axes;
}

std::vector<std::filesystem::path> prefixes_of(const BenchWords& words, const Config& config) {
  std::vector<std::filesystem::path> prefixes;
  const auto add = [&](const EnvironmentOptions& where) {
    auto prefix = where.find(config);
    if (std::find(prefixes.begin(), prefixes.end(), prefix) != prefixes.end()) {
      throw Error(ErrorKind::usage,
                  fmt::format("environment `{}` is named twice", prefix.string()));
    }
    prefixes.push_back(std::move(prefix));
  };
  for (const auto& name : words.names) {
    add({name, ""});
  }
  for (const auto& prefix : words.prefixes) {
    add({"", prefix});
  }
  if (prefixes.empty()) {
    add({});
  }
  return prefixes;
}

// A sweep in which nothing could be measured has no figure to show.
ExitStatus status_of(const BenchmarkResult& result) {
  const auto has = [&](StateOutcome outcome) {
    return std::any_of(result.states.begin(), result.states.end(), [&](const auto& state) {
      return state.outcome == outcome;
    });
  };
  if (has(StateOutcome::failed)) {
    return ExitStatus::failed;
  }
  return has(StateOutcome::done) ? ExitStatus::success : ExitStatus::undecided;
}

ExitStatus run(const BenchWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  BenchmarkOptions options;
  options.prefixes = prefixes_of(words, config);
  options.workload = words.workload;
  options.axes = axes_of(words);
  options.device = words.device;
  options.rule = words.rule;
  options.warmup_samples = words.warmup_samples;
  options.command_line = invocation.command_line();
  options.runner_sources = invocation.layout.runner_sources;
  ProgressDisplay display(printer, invocation.options.progress);
  const auto warn = [&](const std::string& warning) {
    display.clear();
    printer.warning(warning);
  };
  const auto result = run_benchmark(options,
                                    config,
                                    invocation.environment,
                                    {invocation.files, display.listener(), invocation.token, warn});
  display.clear();
  show(result, printer);
  printer.note(fmt::format("\nkept as {0}:  etalon bench show {0}\n", result.id));
  return status_of(result);
}

ExitStatus list(Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  std::vector<RunOverview> runs;
  if (std::filesystem::exists(config.results_file())) {
    runs = ResultStore(invocation.files, config.results_file()).list();
  }
  if (printer.is_json()) {
    ordered_json rows = ordered_json::array();
    for (const auto& each : runs) {
      rows.push_back({{"id", each.id},
                      {"started", each.started},
                      {"workload", each.workload},
                      {"environments", each.environments},
                      {"states", each.states},
                      {"failed_states", each.failed_states},
                      {"best_batches_per_second", each.best_batches_per_second}});
    }
    printer.result(ordered_json{{"version", 1}, {"runs", std::move(rows)}}.dump(2) + "\n");
    return ExitStatus::success;
  }
  if (runs.empty()) {
    printer.note(
        "nothing was measured yet\n\nmeasure:  etalon bench run -n NAME --workload train\n");
    return ExitStatus::success;
  }
  std::vector<RunRow> rows;
  for (const auto& each : runs) {
    rows.push_back({each.id,
                    each.started,
                    each.workload,
                    each.environments,
                    each.states,
                    each.failed_states,
                    each.best_batches_per_second});
  }
  printer.result(render_run_list(rows, table_style(printer)));
  return ExitStatus::success;
}

ExitStatus show_kept(const std::string& id, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  if (!std::filesystem::exists(config.results_file())) {
    throw Error(ErrorKind::not_found,
                "nothing was measured yet",
                {"measure with `etalon bench run -n NAME --workload train`"});
  }
  show(ResultStore(invocation.files, config.results_file()).get(id), printer);
  return ExitStatus::success;
}

void add_axis_options(CLI::App& command, BenchWords& words) {
  const std::vector<std::pair<std::string, std::string>> parameters = {
      {"batch_size", "Items per batch"},
      {"num_workers", "Loader threads; 0 loads in the caller"},
      {"prefetch_factor", "Batches in flight per worker"},
      {"pin_memory", "true or false: batches in page-locked memory"},
      {"dataset_size", "Items of the data set"},
      {"shape", "Shape of an item, for example 3x224x224"},
      {"model", "mlp or convnet"},
  };
  for (const auto& [parameter, help] : parameters) {
    words.axes.push_back({parameter, ""});
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto flag = "--" + replace_all(parameters[i].first, "_", "-");
    command.add_option(flag, words.axes[i].values, parameters[i].second)
        ->option_text("VALUE[,VALUE...]")
        ->group("Axes: each value is measured with each of the others");
  }
  command.add_option("--param", words.further, "Any other parameter of the workload")
      ->option_text("NAME=VALUE[,VALUE...]")
      ->allow_extra_args(false)
      ->group("Axes: each value is measured with each of the others");
}

void add_stopping_options(CLI::App& command, BenchWords& words) {
  const auto* group = "When a state has been measured enough";
  command
      .add_option("--min-samples", words.rule.min_samples, "At least so many samples (default 10)")
      ->option_text("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}))
      ->group(group);
  command
      .add_option("--max-samples", words.rule.max_samples, "At most so many samples (default 500)")
      ->option_text("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}))
      ->group(group);
  command
      .add_option("--max-noise",
                  words.rule.max_noise,
                  "Until 1.4826 x MAD / median is below (default 0.02)")
      ->option_text("FRACTION")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  command
      .add_option(
          "--min-time", words.rule.min_seconds, "At least so many seconds of samples (default 1)")
      ->option_text("SECONDS")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  command
      .add_option("--timeout",
                  words.rule.timeout_seconds,
                  "At most so many seconds of samples (default 15)")
      ->option_text("SECONDS")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  command
      .add_option("--warmup",
                  words.warmup_samples,
                  "Samples dropped before the first that counts (default 2)")
      ->option_text("N")
      ->group(group);
}

void add_bench_run(CLI::App& group, Invocation& invocation) {
  auto* command = group.add_subcommand("run", "Measure a workload in one or more environments");
  const auto words = std::make_shared<BenchWords>();
  command
      ->add_option("-n,--name", words->names, "Environment to measure in; again to compare several")
      ->option_text("NAME")
      ->allow_extra_args(false);
  command->add_option("-p,--prefix", words->prefixes, "Its directory, instead of a name")
      ->option_text("PREFIX")
      ->allow_extra_args(false);
  command->add_option("-w,--workload", words->workload, join(workload_names(), " or "))
      ->required()
      ->check(CLI::IsMember(workload_names()))
      ->option_text("WORKLOAD");
  command->add_option("--device", words->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->option_text("DEVICE");
  add_axis_options(*command, *words);
  add_stopping_options(*command, *words);
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return run(*words, invocation); };
  });
}

} // namespace

void add_benchmark_commands(CLI::App& parent, Invocation& invocation) {
  auto* group =
      parent.add_subcommand("bench", "Measure in environments, look at what was measured");
  group->require_subcommand(1);
  add_bench_run(*group, invocation);
  auto* list_command = group->add_subcommand("list", "List what was measured, newest first");
  list_command->callback(
      [&invocation] { invocation.command = [&invocation] { return list(invocation); }; });
  auto* show_command = group->add_subcommand("show", "Print a run again");
  const auto id = std::make_shared<std::string>();
  show_command->add_option("id", *id, "Its id, the start of one, or `latest`")
      ->required()
      ->option_text("ID");
  show_command->callback([id, &invocation] {
    invocation.command = [id, &invocation] { return show_kept(*id, invocation); };
  });
}

} // namespace etalon
