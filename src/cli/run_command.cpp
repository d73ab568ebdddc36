#include "commands.hpp"

#include <etalon/app/run_command.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

// Configuration files are read for nothing but a name that is not known without them.
Config config_to_find(const EnvironmentOptions& where, const Invocation& invocation) {
  auto config = invocation.startup_config();
  const auto name = where.wanted_name();
  const bool is_known = !name || find_environment_prefix(*name, config);
  return is_known ? config : invocation.config();
}

ExitStatus run(const EnvironmentOptions& where, Invocation& invocation) {
  if (invocation.child_command.empty()) {
    throw Error(ErrorKind::usage,
                "which command to run must be said",
                {"for example `etalon run -n NAME -- python script.py`"});
  }
  const auto printer = invocation.printer();
  const auto config = config_to_find(where, invocation);
  const auto prepared = prepare_command(where.find(config),
                                        invocation.child_command,
                                        config,
                                        invocation.environment,
                                        invocation.token);
  printer.note(prepared.script_output);
  for (const auto& warning : prepared.warnings) {
    printer.warning(warning);
  }
  replace_process(prepared.command);
}

} // namespace

void add_run_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "run", "Run a command inside an environment; its input, output and status are untouched");
  const auto where = std::make_shared<EnvironmentOptions>();
  add_environment_options(*command, *where, "run in (default: the active one)");
  command->footer("\nWhat follows is the command: etalon run [-n NAME | -p PREFIX] [--] COMMAND "
                  "[ARGUMENT ...]");
  command->callback([where, &invocation] {
    invocation.command = [where, &invocation] { return run(*where, invocation); };
  });
}

} // namespace etalon
