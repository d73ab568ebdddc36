#pragma once

#include <etalon/config/config.hpp>

#include <string>
#include <vector>

namespace etalon {

enum class SettingShape { text, boolean, list, map, map_of_lists };

// A part of a setting. Texts are fit to be shown: credentials in URLs are left out.
struct SettingItem {
  std::string key = {};                 // of maps
  std::vector<std::string> values = {}; // one, except in a map of lists
  ConfigOrigin origin = {};
};

struct SettingDescription {
  std::string key;
  SettingShape shape = SettingShape::text;
  ConfigOrigin origin = {};
  std::vector<SettingItem> items = {}; // a text or boolean has one
};

// All settings by name.
std::vector<SettingDescription> describe_settings(const Config& config);

} // namespace etalon
