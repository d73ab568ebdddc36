#pragma once

#include <etalon/config/setting_list.hpp>

#include <string>
#include <vector>

namespace etalon {

enum class Sources { shown, hidden };

// As a .condarc; sources, and that Etalon only shows a setting, stand in comments.
std::string render_settings(const std::vector<SettingDescription>& settings, Sources sources);

// {"version", "settings": [...], "other_keys": [{"key", "source", "origin"}]}.
std::string render_settings_json(const std::vector<SettingDescription>& settings,
                                 const Config& config);

// A comment that names the keys which Etalon does not know; empty where there are none.
std::string render_other_keys(const Config& config);

// The value alone, an item a line; `KEY: VALUE` for the items of a map.
std::string render_value(const SettingDescription& setting);

// {"version", "key", "value", "source", "origin", "items": [{"key", "value", "source",
// "origin"}]}.
std::string render_setting_json(const SettingDescription& setting);

} // namespace etalon
