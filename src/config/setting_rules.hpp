#pragma once

#include <etalon/config/setting_list.hpp>

#include <string_view>
#include <vector>

namespace etalon {

// How a key of conda's configuration is written.
struct SettingRule {
  std::string_view name;
  SettingShape shape = SettingShape::text;
  std::string_view alias = {}; // conda's other name for it
  char separator = ',';        // of the items in a variable
};

const std::vector<SettingRule>& setting_rules();

// By name or alias; nullptr for a key that Etalon does not know.
const SettingRule* find_setting_rule(std::string_view key);

} // namespace etalon
