#include <etalon/config/config.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace etalon {

namespace {

using Variables = std::map<std::string, std::string>;

constexpr const char* k_channel_alias = "https://conda.anaconda.org";

// The first of the variables that is set to something.
std::optional<Setting<std::string>> find_variable(const Variables& environment,
                                                  const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = environment.find(name);
    if (found != environment.end() && !found->second.empty()) {
      return Setting<std::string>{found->second, ConfigSource::environment, name};
    }
  }
  return std::nullopt;
}

Error bad_value(const Setting<std::string>& setting, std::string_view problem) {
  return {ErrorKind::usage,
          fmt::format("{} is `{}`, which {}", setting.origin, redact(setting.value), problem)};
}

std::filesystem::path absolute_path(const Setting<std::string>& setting) {
  const std::filesystem::path path(setting.value);
  if (!path.is_absolute()) {
    throw bad_value(setting, "is not an absolute path");
  }
  return path.lexically_normal();
}

// `own`, else VARIABLE/etalon, else HOME/below/etalon. A relative XDG path counts as unset: so the
// XDG Base Directory Specification wants it.
Setting<std::filesystem::path> find_directory(const Variables& environment,
                                              const std::string& own,
                                              const std::string& xdg,
                                              const std::string& below) {
  if (const auto setting = find_variable(environment, {own})) {
    return {absolute_path(*setting), setting->source, setting->origin};
  }
  if (const auto setting = find_variable(environment, {xdg});
      setting && setting->value.front() == '/') {
    return {absolute_path(*setting) / "etalon", setting->source, setting->origin};
  }
  const auto home = find_variable(environment, {"HOME"});
  if (!home) {
    throw Error(ErrorKind::usage,
                fmt::format("neither {} nor {} nor HOME is set", own, xdg),
                {fmt::format("set {} to the directory that Etalon may use", own)});
  }
  return {absolute_path(*home) / below / "etalon", ConfigSource::built_in, ""};
}

Setting<std::string> find_channel_alias(const Variables& environment) {
  auto setting = find_variable(environment, {"ETALON_CHANNEL_ALIAS", "CONDA_CHANNEL_ALIAS"});
  if (!setting) {
    return {k_channel_alias, ConfigSource::built_in, ""};
  }
  if (!is_url(setting->value)) {
    throw bad_value(*setting, "is no URL")
        .with_hint(
            fmt::format("set it to a URL such as `{}={}`", setting->origin, k_channel_alias));
  }
  while (setting->value.ends_with('/')) {
    setting->value.pop_back();
  }
  return *setting;
}

Setting<std::vector<std::string>> find_channels(const Variables& environment) {
  const auto setting = find_variable(environment, {"CONDA_CHANNELS"});
  if (!setting) {
    return {};
  }
  std::vector<std::string> channels;
  for (const std::string_view channel : split(setting->value, ',')) {
    if (!trim(channel).empty()) {
      channels.emplace_back(trim(channel));
    }
  }
  return {channels, setting->source, setting->origin};
}

Setting<ChannelPriority> find_channel_priority(const Variables& environment) {
  const auto setting = find_variable(environment, {"CONDA_CHANNEL_PRIORITY"});
  if (!setting) {
    return {ChannelPriority::flexible, ConfigSource::built_in, ""};
  }
  const Variables conda_older = {{"true", "flexible"}, {"false", "disabled"}};
  const std::string lower = to_lower(setting->value);
  const auto older = conda_older.find(lower);
  const std::string& value = older == conda_older.end() ? lower : older->second;
  if (value == "strict") {
    return {ChannelPriority::strict, setting->source, setting->origin};
  }
  if (value == "flexible") {
    return {ChannelPriority::flexible, setting->source, setting->origin};
  }
  if (value == "disabled") {
    return {ChannelPriority::disabled, setting->source, setting->origin};
  }
  throw bad_value(*setting, "is none of `strict`, `flexible` and `disabled`");
}

Setting<std::string> find_subdir(const Variables& environment) {
  const auto setting = find_variable(environment, {"CONDA_SUBDIR"});
  if (!setting) {
    return {Platform::current().subdir(), ConfigSource::built_in, ""};
  }
  try {
    Platform::parse(setting->value);
  } catch (Error& error) {
    throw std::move(error).while_doing(
        fmt::format("cannot use {} `{}`", setting->origin, setting->value));
  }
  return *setting;
}

Setting<bool> find_offline(const Variables& environment) {
  const auto setting = find_variable(environment, {"ETALON_OFFLINE", "CONDA_OFFLINE"});
  if (!setting) {
    return {false, ConfigSource::built_in, ""};
  }
  const std::string value = to_lower(setting->value);
  if (value == "1" || value == "true" || value == "yes" || value == "on") {
    return {true, setting->source, setting->origin};
  }
  if (value == "0" || value == "false" || value == "no" || value == "off") {
    return {false, setting->source, setting->origin};
  }
  throw bad_value(*setting, "is neither `true` nor `false`");
}

Setting<std::filesystem::path> find_user_home(const Variables& environment) {
  const auto setting = find_variable(environment, {"HOME"});
  if (!setting) {
    return {};
  }
  return {absolute_path(*setting), setting->source, setting->origin};
}

Setting<std::filesystem::path> find_active_prefix(const Variables& environment) {
  const auto setting = find_variable(environment, {"CONDA_PREFIX"});
  if (!setting) {
    return {};
  }
  return {absolute_path(*setting), setting->source, setting->origin};
}

} // namespace

std::filesystem::path Config::environments_directory() const {
  return home.value / "envs";
}

std::filesystem::path Config::channels_directory() const {
  return home.value / "channels";
}

std::filesystem::path Config::package_cache() const {
  return home.value / "pkgs-v1";
}

std::filesystem::path Config::results_file() const {
  return home.value / "results.sqlite";
}

std::filesystem::path Config::repodata_cache() const {
  return cache_home.value / "repodata-v1";
}

std::filesystem::path Config::runner_cache() const {
  return cache_home.value / "runners-v1";
}

Config load_config(const Variables& environment) {
  Config config;
  config.home = find_directory(environment, "ETALON_HOME", "XDG_DATA_HOME", ".local/share");
  config.cache_home = find_directory(environment, "ETALON_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
  config.user_home = find_user_home(environment);
  config.channel_alias = find_channel_alias(environment);
  config.channels = find_channels(environment);
  config.channel_priority = find_channel_priority(environment);
  config.subdir = find_subdir(environment);
  config.active_prefix = find_active_prefix(environment);
  config.offline = find_offline(environment);
  return config;
}

} // namespace etalon
