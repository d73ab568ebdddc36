#include "shown_text.hpp"

#include <etalon/config/setting_list.hpp>

#include <algorithm>
#include <initializer_list>

namespace etalon {

namespace {

template <typename T>
SettingDescription describe(std::string key, SettingShape shape, const Setting<T>& setting) {
  return {std::move(key), shape, {setting.source, setting.origin}, {}};
}

template <typename T>
SettingDescription describe_one(std::string key,
                                SettingShape shape,
                                const Setting<T>& setting,
                                const std::string& shown) {
  SettingDescription description = describe(std::move(key), shape, setting);
  description.items.push_back({{}, {shown_text(shown)}, description.origin});
  return description;
}

SettingDescription describe_path(std::string key, const Setting<std::filesystem::path>& setting) {
  return describe_one(std::move(key), SettingShape::text, setting, setting.value.string());
}

SettingDescription describe_boolean(std::string key, const Setting<bool>& setting) {
  return describe_one(
      std::move(key), SettingShape::boolean, setting, setting.value ? "true" : "false");
}

ConfigOrigin item_origin(const std::vector<ConfigOrigin>& origins, std::size_t index) {
  return index < origins.size() ? origins[index] : ConfigOrigin{};
}

std::string text_of(const std::string& item) {
  return shown_text(item);
}

std::string text_of(const std::filesystem::path& item) {
  return item.string();
}

template <typename T>
SettingDescription describe_list(std::string key, const Setting<std::vector<T>>& setting) {
  SettingDescription description = describe(std::move(key), SettingShape::list, setting);
  for (std::size_t i = 0; i < setting.value.size(); ++i) {
    description.items.push_back({{}, {text_of(setting.value[i])}, item_origin(setting.items, i)});
  }
  return description;
}

SettingDescription describe_map(std::string key, const Setting<Config::TextMap>& setting) {
  SettingDescription description = describe(std::move(key), SettingShape::map, setting);
  for (const auto& [name, text] : setting.value) {
    const auto origin = item_origin(setting.items, description.items.size());
    description.items.push_back({name, {shown_text(text)}, origin});
  }
  return description;
}

SettingDescription describe_map(std::string key, const Setting<Config::ListMap>& setting) {
  SettingDescription description = describe(std::move(key), SettingShape::map_of_lists, setting);
  for (const auto& [name, texts] : setting.value) {
    const auto origin = item_origin(setting.items, description.items.size());
    SettingItem item{name, {}, origin};
    std::transform(texts.begin(), texts.end(), std::back_inserter(item.values), shown_text);
    description.items.push_back(std::move(item));
  }
  return description;
}

std::string text_of(ChannelPriority priority) {
  switch (priority) {
  case ChannelPriority::strict:
    return "strict";
  case ChannelPriority::flexible:
    return "flexible";
  case ChannelPriority::disabled:
    return "disabled";
  }
  return "";
}

SettingDescription describe_ssl_verify(const Setting<CertificateCheck>& setting) {
  const CertificateCheck& check = setting.value;
  if (!check.authorities.empty()) {
    return describe_one("ssl_verify", SettingShape::text, setting, check.authorities.string());
  }
  const bool verifies = check.mode == CertificateCheck::Mode::verify;
  return describe_one("ssl_verify", SettingShape::boolean, setting, verifies ? "true" : "false");
}

} // namespace

std::vector<SettingDescription> describe_settings(const Config& config) {
  std::vector<SettingDescription> settings = {
      describe_boolean("add_pip_as_python_dependency", config.add_pip_as_python_dependency),
      describe_path("cache_home", config.cache_home),
      describe_one(
          "channel_alias", SettingShape::text, config.channel_alias, config.channel_alias.value),
      describe_one("channel_priority",
                   SettingShape::text,
                   config.channel_priority,
                   text_of(config.channel_priority.value)),
      describe_list("channels", config.channels),
      describe_map("custom_channels", config.custom_channels),
      describe_map("custom_multichannels", config.custom_multichannels),
      describe_list("default_channels", config.default_channels),
      describe_one("durability",
                   SettingShape::text,
                   config.durability,
                   config.durability.value == Durability::power ? "power" : "process"),
      describe_list("envs_dirs", config.envs_dirs),
      describe_one("exclude_newer",
                   SettingShape::text,
                   config.exclude_newer,
                   config.exclude_newer.value ? config.exclude_newer.value->written : "none"),
      describe_path("home", config.home),
      describe_boolean("offline", config.offline),
      describe_list("pinned_packages", config.pinned_packages),
      describe_list("pkgs_dirs", config.pkgs_dirs),
      describe_map("proxy_servers", config.proxy_servers),
      describe_boolean("repodata_use_shards", config.repodata_use_shards),
      describe_one("solve_timeout",
                   SettingShape::text,
                   config.solve_timeout,
                   std::to_string(config.solve_timeout.value.count())),
      describe_ssl_verify(config.ssl_verify),
      describe_one("subdir", SettingShape::text, config.subdir, config.subdir.value),
  };
  return settings;
}

} // namespace etalon
