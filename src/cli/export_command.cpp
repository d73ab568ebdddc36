#include "commands.hpp"

#include <etalon/app/export_environment.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/host/virtual_packages.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>

#include <map>
#include <memory>

namespace etalon {

namespace {

struct ExportWords {
  EnvironmentOptions where;
  ExportFormat format = ExportFormat::environment_yaml;
  bool no_builds = false;
  bool from_history = false;
  bool explicit_list = false;
};

ExportOptions options_of(const ExportWords& words, const Printer& printer) {
  ExportOptions options;
  options.format = words.format;
  if (printer.is_json()) {
    options.format = ExportFormat::json;
  } else if (words.explicit_list) {
    options.format = ExportFormat::explicit_list;
  }
  const bool is_manifest = options.format == ExportFormat::environment_yaml;
  if (!is_manifest && !printer.is_json() && (words.no_builds || words.from_history)) {
    throw Error(ErrorKind::usage,
                "--no-builds and --from-history are about environment.yml only",
                {"leave out --format"});
  }
  options.specs = words.from_history ? ExportedSpecs::from_history
                  : words.no_builds  ? ExportedSpecs::versions
                                     : ExportedSpecs::with_builds;
  return options;
}

ExitStatus export_one(const ExportWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto prefix = words.where.find(config);
  const auto data = PrefixData::load(prefix);
  auto options = options_of(words, printer);
  options.name = environment_name(prefix, config);
  options.virtual_packages = detect_virtual_packages(Platform::current(), invocation.environment);
  const auto text = export_environment(data, options, config);
  for (const auto& remark : portability_remarks(data, options, invocation.token)) {
    printer.note("not portable: " + remark + "\n");
  }
  printer.result(text);
  return ExitStatus::success;
}

} // namespace

void add_export_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "export", "Print a snapshot that recreates the environment: an environment.yml with builds");
  const auto words = std::make_shared<ExportWords>();
  add_environment_options(*command, words->where, "export (default: the active one)");
  auto* format = command
                     ->add_option("--format",
                                  words->format,
                                  "environment-yaml (default), explicit, conda-lock, pixi, json")
                     ->option_text("FORM")
                     ->transform(CLI::CheckedTransformer(std::map<std::string, ExportFormat>{
                         {"environment-yaml", ExportFormat::environment_yaml},
                         {"explicit", ExportFormat::explicit_list},
                         {"conda-lock", ExportFormat::conda_lock},
                         {"pixi", ExportFormat::pixi},
                         {"json", ExportFormat::json}}));
  auto* no_builds = command->add_flag("--no-builds", words->no_builds, "Versions without builds");
  command
      ->add_flag("--from-history",
                 words->from_history,
                 "What was asked for, as it was written, instead of what is installed")
      ->excludes(no_builds);
  command->add_flag("--explicit", words->explicit_list, "The same as --format explicit")
      ->excludes(no_builds)
      ->excludes(format);
  command->footer("\nEvery form can be given back to `etalon env create -f FILE`:\n"
                  "  etalon env export -n NAME --format conda-lock > conda-lock.yml\n"
                  "What keeps it from being made again elsewhere is said on stderr.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return export_one(*words, invocation); };
  });
}

} // namespace etalon
