#include "config_text.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

using nlohmann::ordered_json;

std::string dump(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

bool is_map(const SettingDescription& setting) {
  return setting.shape == SettingShape::map || setting.shape == SettingShape::map_of_lists;
}

// Plain where YAML reads it as the text that it is, else in double quotes (JSON is YAML).
std::string yaml_scalar(const std::string& text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-_./+:<>=~";
  const bool is_plain = !text.empty() && text.find_first_not_of(plain) == std::string::npos &&
                        std::string_view("-:~<>=").find(text.front()) == std::string_view::npos &&
                        text.back() != ':' && to_lower(text) != "null";
  return is_plain
             ? text
             : nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string comment(const ConfigOrigin& origin) {
  return fmt::format("  # {}", origin.text.empty() ? to_string(origin.source) : origin.text);
}

std::string yaml_value(const SettingItem& item) {
  std::vector<std::string> scalars;
  for (const auto& value : item.values) {
    scalars.push_back(yaml_scalar(value));
  }
  return join(scalars, ", ");
}

std::string yaml_item(const SettingDescription& setting, const SettingItem& item) {
  switch (setting.shape) {
  case SettingShape::map:
    return fmt::format("  {}: {}", yaml_scalar(item.key), yaml_value(item));
  case SettingShape::map_of_lists:
    return fmt::format("  {}: [{}]", yaml_scalar(item.key), yaml_value(item));
  default:
    return "  - " + yaml_value(item);
  }
}

std::string render_setting(const SettingDescription& setting, Sources sources) {
  const auto source_of = [&](const ConfigOrigin& origin) {
    return sources == Sources::shown ? comment(origin) : "";
  };
  std::string text = setting.key + ":";
  if (setting.shape == SettingShape::text || setting.shape == SettingShape::boolean) {
    return text + " " + yaml_value(setting.items.front()) + source_of(setting.origin) + "\n";
  }
  if (setting.items.empty()) {
    return text + (is_map(setting) ? " {}" : " []") + source_of(setting.origin) + "\n";
  }
  text += "\n";
  for (const auto& item : setting.items) {
    text += yaml_item(setting, item) + source_of(item.origin) + "\n";
  }
  return text;
}

ordered_json item_value(const SettingDescription& setting, const SettingItem& item) {
  if (setting.shape == SettingShape::map_of_lists) {
    return item.values;
  }
  if (setting.shape == SettingShape::boolean) {
    return item.values.front() == "true";
  }
  return item.values.front();
}

ordered_json value_json(const SettingDescription& setting) {
  if (setting.shape == SettingShape::text || setting.shape == SettingShape::boolean) {
    return item_value(setting, setting.items.front());
  }
  ordered_json value = is_map(setting) ? ordered_json::object() : ordered_json::array();
  for (const auto& item : setting.items) {
    if (is_map(setting)) {
      value[item.key] = item_value(setting, item);
    } else {
      value.push_back(item_value(setting, item));
    }
  }
  return value;
}

ordered_json setting_json(const SettingDescription& setting) {
  auto items = ordered_json::array();
  for (const auto& item : setting.items) {
    items.push_back({{"key", item.key},
                     {"value", item_value(setting, item)},
                     {"source", to_string(item.origin.source)},
                     {"origin", item.origin.text}});
  }
  return {{"key", setting.key},
          {"value", value_json(setting)},
          {"source", to_string(setting.origin.source)},
          {"origin", setting.origin.text},
          {"items", std::move(items)}};
}

} // namespace

std::string render_settings(const std::vector<SettingDescription>& settings, Sources sources) {
  std::string text;
  for (const auto& setting : settings) {
    text += render_setting(setting, sources);
  }
  return text;
}

std::string render_settings_json(const std::vector<SettingDescription>& settings,
                                 const Config& config) {
  auto shown = ordered_json::array();
  for (const auto& setting : settings) {
    shown.push_back(setting_json(setting));
  }
  auto others = ordered_json::array();
  for (const auto& [key, origin] : config.other_keys) {
    others.push_back({{"key", key}, {"source", to_string(origin.source)}, {"origin", origin.text}});
  }
  return dump({{"version", 1}, {"settings", std::move(shown)}, {"other_keys", std::move(others)}});
}

std::string render_other_keys(const Config& config) {
  std::string text;
  for (const auto& [key, origin] : config.other_keys) {
    text += fmt::format("#   {}{}\n", key, comment(origin));
  }
  return text.empty() ? "" : "# other keys, which Etalon does not use:\n" + text;
}

std::string render_value(const SettingDescription& setting) {
  std::string text;
  for (const auto& item : setting.items) {
    text += is_map(setting) ? fmt::format("{}: {}\n", item.key, join(item.values, ", "))
                            : join(item.values, ", ") + "\n";
  }
  return text;
}

std::string render_setting_json(const SettingDescription& setting) {
  ordered_json json = {{"version", 1}};
  json.update(setting_json(setting));
  return dump(json);
}

} // namespace etalon
