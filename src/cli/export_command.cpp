#include "commands.hpp"

#include <etalon/app/export_environment.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/config/environment_location.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

struct ExportWords {
  EnvironmentOptions where;
  bool no_builds = false;
  bool explicit_list = false;
};

ExitStatus export_one(const ExportWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto prefix = words.where.find(config);
  const auto format = printer.is_json()     ? ExportFormat::json
                      : words.explicit_list ? ExportFormat::explicit_list
                      : words.no_builds     ? ExportFormat::environment_yaml_no_builds
                                            : ExportFormat::environment_yaml;
  printer.result(
      export_environment(PrefixData::load(prefix), environment_name(prefix, config), format));
  return ExitStatus::success;
}

} // namespace

void add_export_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "export", "Print a snapshot that recreates the environment: an environment.yml with builds");
  const auto words = std::make_shared<ExportWords>();
  add_environment_options(*command, words->where, "export (default: the active one)");
  auto* no_builds = command->add_flag("--no-builds", words->no_builds, "Versions without builds");
  command
      ->add_flag(
          "--explicit", words->explicit_list, "An @EXPLICIT list of package URLs with their sha256")
      ->excludes(no_builds);
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return export_one(*words, invocation); };
  });
}

} // namespace etalon
