#include "setting_rules.hpp"

#include <algorithm>

namespace etalon {

const std::vector<SettingRule>& setting_rules() {
  static const std::vector<SettingRule> rules = {
      {"add_pip_as_python_dependency", SettingShape::boolean},
      {"channel_alias", SettingShape::text},
      {"channel_priority", SettingShape::text},
      {"channels", SettingShape::list, "channel"},
      {"custom_channels", SettingShape::map},
      {"custom_multichannels", SettingShape::map_of_lists},
      {"default_channels", SettingShape::list},
      {"durability", SettingShape::text},
      {"envs_dirs", SettingShape::list, "envs_path", ':'},
      {"exclude_newer", SettingShape::text},
      {"offline", SettingShape::boolean},
      {"pinned_packages", SettingShape::list, {}, '&'},
      {"pkgs_dirs", SettingShape::list},
      {"proxy_servers", SettingShape::map},
      {"repodata_use_shards", SettingShape::boolean},
      {"solve_timeout", SettingShape::text},
      {"ssl_verify", SettingShape::text, "verify_ssl"},
      {"subdir", SettingShape::text},
  };
  return rules;
}

const SettingRule* find_setting_rule(std::string_view key) {
  const auto& rules = setting_rules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const SettingRule& rule) {
    return rule.name == key || (!rule.alias.empty() && rule.alias == key);
  });
  return found == rules.end() ? nullptr : &*found;
}

} // namespace etalon
