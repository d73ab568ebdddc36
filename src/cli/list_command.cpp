#include "commands.hpp"
#include "text_table.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/prefix/prefix_data.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

ordered_json row_json(const PrefixRecord& record) {
  const auto& package = record.repodata.package;
  return {{"name", package.name},
          {"version", package.version.to_string()},
          {"build_string", package.build},
          {"build_number", package.build_number},
          {"channel", record.repodata.channel},
          {"platform", package.subdir},
          {"dist_name", package.dist_name()},
          {"sha256", package.sha256},
          {"md5", package.md5}};
}

ExitStatus list(const EnvironmentOptions& where, const std::string& name, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto data = PrefixData::load(where.find(config));
  const auto matcher = StringMatcher::parse(name.empty() ? "*" : name);
  ordered_json rows = ordered_json::array();
  TextTable table({Align::left, Align::left, Align::left, Align::left});
  table.add({"# Name", "Version", "Build", "Channel"});
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    if (!matcher.matches(package.name)) {
      continue;
    }
    rows.push_back(row_json(record));
    table.add({package.name, package.version.to_string(), package.build, record.repodata.channel});
  }
  if (printer.is_json()) {
    printer.result(ordered_json{{"version", 1},
                                {"prefix", data.prefix.string()},
                                {"packages", std::move(rows)}}
                       .dump(2) +
                   "\n");
  } else {
    printer.result(fmt::format("# packages in environment at {}:\n#\n", data.prefix.string()));
    printer.result(table.render());
  }
  return ExitStatus::success;
}

} // namespace

void add_list_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("list", "List the packages of an environment");
  const auto where = std::make_shared<EnvironmentOptions>();
  const auto name = std::make_shared<std::string>();
  command->add_option("package", *name, "Only this name; `*` stands for anything, ^...$ is a regex")
      ->option_text("[NAME]");
  add_environment_options(*command, *where, "list (default: the active one)");
  command->callback([where, name, &invocation] {
    invocation.command = [where, name, &invocation] { return list(*where, *name, invocation); };
  });
}

} // namespace etalon
