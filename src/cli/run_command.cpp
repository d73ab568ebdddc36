#include "commands.hpp"

#include <etalon/app/run_command.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

ExitStatus run(const EnvironmentOptions& where, Invocation& invocation) {
  if (invocation.child_command.empty()) {
    throw Error(ErrorKind::usage,
                "which command to run must be said",
                {"for example `etalon run -n NAME -- python script.py`"});
  }
  const auto printer = invocation.printer();
  const auto config = invocation.config();
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
