#pragma once

#include <etalon/config/setting_list.hpp>
#include <etalon/util/error.hpp>

#include <config/config_values.hpp>

#include <string>
#include <string_view>

// What must hold of any text that is given to the reader of configuration files: it is refused with
// an Error{usage}, or read into settings whose items all have their origin. Says what does not
// hold, or nothing.
inline std::string broken_config_property(std::string_view text) {
  using namespace etalon;
  Config config;
  try {
    const ConfigLayer layer = parse_config_layer(text, "condarc", {{"HOME", "/home/ada"}});
    read_settings({layer, layer}, config); // as two files, so that everything is merged
  } catch (const Error& error) {
    return error.kind() == ErrorKind::usage ? "" : error.message();
  }
  for (const SettingDescription& setting : describe_settings(config)) {
    for (const SettingItem& item : setting.items) {
      const bool is_built_in = item.origin.source == ConfigSource::built_in;
      const bool may_be_empty = setting.shape == SettingShape::map_of_lists && item.values.empty();
      if (is_built_in != item.origin.text.empty() && !may_be_empty) {
        return "an item of " + setting.key + " has no origin";
      }
    }
  }
  return {};
}
