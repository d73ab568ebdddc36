#include "commands.hpp"
#include "config_text.hpp"

#include <etalon/config/config_files.hpp>
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

struct ListWords {
  std::vector<std::string> keys;
  bool show_sources = false;
};

const SettingDescription& get_setting(const std::vector<SettingDescription>& settings,
                                      const std::string& key) {
  const auto found = std::find_if(
      settings.begin(), settings.end(), [&](const auto& setting) { return setting.key == key; });
  if (found != settings.end()) {
    return *found;
  }
  std::vector<std::string> names;
  for (const auto& setting : settings) {
    names.push_back(setting.key);
  }
  const auto near = near_names(key, names, 1);
  throw Error(ErrorKind::usage,
              fmt::format("there is no setting `{}`", key),
              {near.empty() ? "`etalon config list` shows the settings there are"
                            : fmt::format("did you mean `{}`?", near.front())});
}

ExitStatus list_settings(const ListWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  auto settings = describe_settings(config);
  if (!words.keys.empty()) {
    std::vector<SettingDescription> wanted;
    for (const auto& key : words.keys) {
      wanted.push_back(get_setting(settings, key));
    }
    settings = std::move(wanted);
  }
  if (printer.is_json()) {
    printer.result(render_settings_json(settings, config));
    return ExitStatus::success;
  }
  const auto sources = words.show_sources ? Sources::shown : Sources::hidden;
  printer.result(render_settings(settings, sources));
  if (words.show_sources && words.keys.empty()) {
    printer.result(render_other_keys(config));
  }
  return ExitStatus::success;
}

ExitStatus get_one(const std::string& key, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto settings = describe_settings(invocation.config());
  const auto& setting = get_setting(settings, key);
  printer.result(printer.is_json() ? render_setting_json(setting) : render_value(setting));
  return ExitStatus::success;
}

ExitStatus list_files(bool all, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto files = find_config_files(invocation.environment);
  if (printer.is_json()) {
    auto rows = ordered_json::array();
    for (const auto& file : files) {
      rows.push_back({{"path", file.path.string()}, {"exists", file.exists}});
    }
    printer.result(ordered_json{{"version", 1}, {"files", std::move(rows)}}.dump(2) + "\n");
    return ExitStatus::success;
  }
  std::string text;
  for (const auto& file : files) {
    if (all) {
      text += fmt::format("{}  {}\n", file.exists ? "read  " : "absent", file.path.string());
    } else if (file.exists) {
      text += file.path.string() + "\n";
    }
  }
  printer.result(text);
  if (text.empty()) {
    printer.note("no configuration file\n\n`etalon config files --all` shows where they may lie\n");
  }
  return ExitStatus::success;
}

void add_list(CLI::App& group, Invocation& invocation) {
  auto* command = group.add_subcommand(
      "list", "Show the settings in effect, in the form of a .condarc; credentials are left out");
  const auto words = std::make_shared<ListWords>();
  command->add_option("key", words->keys, "Only these")->option_text("[KEY ...]");
  command->add_flag(
      "--show-sources", words->show_sources, "Say which file and line, or variable, it comes from");
  command->footer("\nFor example: etalon config list --show-sources channels channel_priority");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return list_settings(*words, invocation); };
  });
}

void add_get(CLI::App& group, Invocation& invocation) {
  auto* command = group.add_subcommand("get", "Print the value of one setting, an item a line");
  const auto key = std::make_shared<std::string>();
  command->add_option("key", *key, "Its name")->option_text("KEY")->required();
  command->footer("\nFor example: etalon config get channel_alias");
  command->callback([key, &invocation] {
    invocation.command = [key, &invocation] { return get_one(*key, invocation); };
  });
}

void add_files(CLI::App& group, Invocation& invocation) {
  auto* command =
      group.add_subcommand("files", "List the configuration files that are read, weakest first");
  const auto all = std::make_shared<bool>(false);
  command->add_flag("--all", *all, "All places where files are looked for");
  command->footer("\nFor example: etalon config files --all");
  command->callback([all, &invocation] {
    invocation.command = [all, &invocation] { return list_files(*all, invocation); };
  });
}

} // namespace

void add_config_commands(CLI::App& parent, Invocation& invocation) {
  auto* group = parent.add_subcommand(
      "config", "Show the settings that .condarc files, variables and options add up to");
  group->require_subcommand(1);
  add_list(*group, invocation);
  add_get(*group, invocation);
  add_files(*group, invocation);
}

} // namespace etalon
