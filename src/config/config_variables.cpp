#include "config_layer.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace etalon {

namespace {

constexpr std::string_view k_name_characters = "abcdefghijklmnopqrstuvwxyz"
                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

std::string variable_name(std::string_view prefix, std::string_view key) {
  std::string name(prefix);
  for (const char c : key) {
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

RawValue
setting_of_variable(const SettingRule& rule, const std::string& name, const std::string& text) {
  const ConfigOrigin origin{ConfigSource::environment, name};
  RawValue setting{std::string(rule.name), {}, {}, MergeFlag::none, origin, {}};
  if (rule.shape != SettingShape::list) {
    setting.text = text;
    return setting;
  }
  for (const std::string_view item : split(text, rule.separator)) {
    if (!trim(item).empty()) {
      setting.items.push_back({{}, std::string(trim(item)), {}, MergeFlag::none, origin, {}});
    }
  }
  return setting;
}

// The variable of the name or, where that is not set, of the alias; empty counts as not set.
std::optional<RawValue>
find_setting(const SettingRule& rule, std::string_view prefix, const Variables& variables) {
  for (const std::string_view key : {rule.name, rule.alias}) {
    const std::string name = variable_name(prefix, key);
    const auto found = variables.find(name);
    if (!key.empty() && found != variables.end() && !found->second.empty()) {
      return setting_of_variable(rule, name, expand_variables(found->second, variables));
    }
  }
  return std::nullopt;
}

} // namespace

std::string expand_variables(std::string_view text, const Variables& variables) {
  std::string expanded;
  for (;;) {
    const std::size_t dollar = text.find('$');
    expanded += text.substr(0, dollar);
    if (dollar == std::string_view::npos) {
      return expanded;
    }
    text.remove_prefix(dollar);
    const bool has_braces = text.size() > 1 && text[1] == '{';
    const std::size_t begin = has_braces ? 2 : 1;
    const std::size_t end =
        std::min(has_braces ? text.find('}') : text.find_first_not_of(k_name_characters, begin),
                 text.size());
    const bool is_closed = !has_braces || end < text.size();
    const auto found = variables.find(std::string(text.substr(begin, end - begin)));
    const bool known = is_closed && found != variables.end();
    const std::size_t length = std::min(end + (has_braces ? 1 : 0), text.size());
    expanded += known ? std::string_view(found->second) : text.substr(0, length);
    text.remove_prefix(length);
  }
}

std::vector<ConfigLayer> config_layers_of(const Variables& variables) {
  std::vector<ConfigLayer> layers;
  for (const char* prefix : {"CONDA_", "ETALON_"}) {
    ConfigLayer layer;
    for (const SettingRule& rule : setting_rules()) {
      if (rule.shape == SettingShape::map || rule.shape == SettingShape::map_of_lists) {
        continue;
      }
      if (auto setting = find_setting(rule, prefix, variables)) {
        layer.settings.push_back(std::move(*setting));
      }
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

} // namespace etalon
