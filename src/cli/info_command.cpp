#include "commands.hpp"
#include "info_text.hpp"

#include <etalon/host/virtual_packages.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

ExitStatus show_installation(Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto details = describe_installation(invocation.config(), invocation.environment);
  printer.result(printer.is_json() ? render_installation_json(details)
                                   : render_installation(details));
  return ExitStatus::success;
}

ExitStatus show_environment(const EnvironmentOptions& where, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto details = describe_environment(where.find(config), config);
  const auto machine =
      detect_virtual_packages(Platform::parse(config.subdir.value), invocation.environment);
  printer.result(printer.is_json() ? render_environment_json(details, machine)
                                   : render_environment(details, machine));
  return ExitStatus::success;
}

} // namespace

void add_info_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "info", "Show the version, the machine as solving sees it, channels and folders");
  command->footer("\nAn environment is described by `etalon env info -n NAME`.");
  command->callback([&invocation] {
    invocation.command = [&invocation] { return show_installation(invocation); };
  });
}

void add_environment_info_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "info", "Show an environment's id, Python, channels, specs, variables, size and origin");
  const auto where = std::make_shared<EnvironmentOptions>();
  add_environment_options(*command, *where, "describe (default: the active one)");
  command->footer("\nThe id is a hash of everything in it that can change a figure: equal ids, "
                  "equal environments.\nIt goes by the records; `etalon env verify` tells whether "
                  "the files still are theirs.");
  command->callback([where, &invocation] {
    invocation.command = [where, &invocation] { return show_environment(*where, invocation); };
  });
}

} // namespace etalon
