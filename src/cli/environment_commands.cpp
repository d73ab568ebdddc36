#include "commands.hpp"
#include "text_table.hpp"

#include <etalon/app/inspect_environment.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/util/strings.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

ExitStatus list_all(Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto environments = list_environments(config);
  if (printer.is_json()) {
    ordered_json rows = ordered_json::array();
    for (const auto& each : environments) {
      rows.push_back(
          {{"name", each.name}, {"prefix", each.prefix.string()}, {"active", each.active}});
    }
    printer.result(ordered_json{{"version", 1}, {"environments", std::move(rows)}}.dump(2) + "\n");
    return ExitStatus::success;
  }
  if (environments.empty()) {
    printer.note(fmt::format("no environments in {}\n\nmake one:  etalon env create -f FILE\n",
                             new_environments_directory(config).string()));
    return ExitStatus::success;
  }
  TextTable table({Align::left, Align::left, Align::left});
  for (const auto& each : environments) {
    table.add({each.name, each.active ? "*" : "", each.prefix.string()});
  }
  printer.result(table.render());
  return ExitStatus::success;
}

} // namespace

void add_environment_commands(CLI::App& parent, Invocation& invocation) {
  auto* group =
      parent.add_subcommand("env", "Create, change, look at, export and remove environments");
  group->require_subcommand(1);
  add_create_command(*group, invocation);
  add_environment_update_command(*group, invocation);
  add_export_command(*group, invocation);

  auto* list = group->add_subcommand("list", "List the environments");
  list->callback(
      [&invocation] { invocation.command = [&invocation] { return list_all(invocation); }; });

  add_environment_info_command(*group, invocation);
  add_difference_command(*group, invocation);
  add_clone_commands(*group, invocation);
  add_history_commands(*group, invocation);
  add_verify_command(*group, invocation);
  add_remove_command(*group, invocation);
}

} // namespace etalon
