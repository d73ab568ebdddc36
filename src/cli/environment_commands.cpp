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

ordered_json details_json(const EnvironmentDetails& details) {
  return {{"version", 1},
          {"name", details.name},
          {"prefix", details.prefix.string()},
          {"environment_id", details.environment_id},
          {"channels", details.channels},
          {"requested_specs", details.requested_specs},
          {"variables", details.variables},
          {"packages", details.packages},
          {"files", details.files},
          {"bytes", details.bytes}};
}

std::string details_text(const EnvironmentDetails& details) {
  auto text = fmt::format("name            {}\n"
                          "prefix          {}\n"
                          "environment id  {}\n"
                          "channels        {}\n"
                          "requested       {}\n"
                          "packages        {} ({} files, {})\n",
                          details.name.empty() ? "-" : details.name,
                          details.prefix.string(),
                          details.environment_id,
                          join(details.channels, ", "),
                          join(details.requested_specs, ", "),
                          details.packages,
                          details.files,
                          format_bytes(details.bytes));
  for (const auto& [name, value] : details.variables) {
    text += fmt::format("variable        {}={}\n", name, value);
  }
  return text;
}

ExitStatus show_details(const EnvironmentOptions& where, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto details = describe_environment(where.find(config), config);
  printer.result(printer.is_json() ? details_json(details).dump(2) + "\n" : details_text(details));
  return ExitStatus::success;
}

} // namespace

void add_environment_commands(CLI::App& parent, Invocation& invocation) {
  auto* group = parent.add_subcommand("env", "Create, look at, export and remove environments");
  group->require_subcommand(1);
  add_create_command(*group, invocation);
  add_export_command(*group, invocation);

  auto* list = group->add_subcommand("list", "List the environments");
  list->callback(
      [&invocation] { invocation.command = [&invocation] { return list_all(invocation); }; });

  const auto where = std::make_shared<EnvironmentOptions>();
  auto* info = group->add_subcommand(
      "info", "Show an environment's id, channels, specs, variables and size");
  add_environment_options(*info, *where, "describe (default: the active one)");
  info->callback([where, &invocation] {
    invocation.command = [where, &invocation] { return show_details(*where, invocation); };
  });

  add_verify_command(*group, invocation);
  add_remove_command(*group, invocation);
}

} // namespace etalon
