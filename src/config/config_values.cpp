#include "config_values.hpp"

#include "shown_text.hpp"

#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace etalon {

namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr const char* k_channel_alias = "https://conda.anaconda.org";

Error bad_value(const RawValue& value, std::string_view problem) {
  if (value.origin.source == ConfigSource::environment) {
    return {
        ErrorKind::usage,
        fmt::format("{} is `{}`, which {}", value.origin.text, shown_text(value.text), problem)};
  }
  return {
      ErrorKind::usage,
      fmt::format(
          "{}: `{}` is `{}`, which {}", value.place, value.key, shown_text(value.text), problem)};
}

template <typename T>
Setting<T> setting_of(T value, const RawValue& raw) {
  return {std::move(value), raw.origin.source, raw.origin.text, {}};
}

// Of a text or boolean; an empty one says nothing.
const RawValue* find_text(const std::vector<ConfigLayer>& layers, std::string_view key) {
  const RawValue* value = merge_texts(find_matches(layers, key));
  return value == nullptr || value->text.empty() ? nullptr : value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string word = to_lower(trim(text));
  if (word == "1" || word == "true" || word == "yes" || word == "on" || word == "y") {
    return true;
  }
  if (word == "0" || word == "false" || word == "no" || word == "off" || word == "n") {
    return false;
  }
  return std::nullopt;
}

Setting<bool>
read_boolean(const std::vector<ConfigLayer>& layers, std::string_view key, bool built_in) {
  const RawValue* value = find_text(layers, key);
  if (value == nullptr) {
    return {built_in};
  }
  const auto boolean = parse_boolean(value->text);
  if (!boolean) {
    throw bad_value(*value, "is neither `true` nor `false`");
  }
  return setting_of(*boolean, *value);
}

// The strongest source that says something about the key.
template <typename T>
void set_origin(const RawMatches& matches, Setting<T>& setting) {
  for (const RawValue* match : matches) {
    if (!match->items.empty()) {
      setting.source = match->origin.source;
      setting.origin = match->origin.text;
    }
  }
}

Setting<Strings> read_list(const std::vector<ConfigLayer>& layers, std::string_view key) {
  const RawMatches matches = find_matches(layers, key);
  Setting<Strings> setting;
  for (const RawValue* item : merge_lists(matches)) {
    setting.value.push_back(item->text);
    setting.items.push_back(item->origin);
  }
  set_origin(matches, setting);
  return setting;
}

// Absolute, `~` resolved; a relative path starts from the working directory, as in conda.
fs::path expand_path(const std::string& text, const fs::path& user_home) {
  const bool is_below_home = text == "~" || text.starts_with("~/");
  if (is_below_home && !user_home.empty()) {
    return (user_home / fs::path(text).lexically_relative("~")).lexically_normal();
  }
  return fs::absolute(text).lexically_normal();
}

Setting<std::vector<fs::path>> read_paths(const std::vector<ConfigLayer>& layers,
                                          std::string_view key,
                                          const fs::path& user_home) {
  Setting<Strings> texts = read_list(layers, key);
  Setting<std::vector<fs::path>> paths{
      {}, texts.source, std::move(texts.origin), std::move(texts.items)};
  for (const std::string& text : texts.value) {
    const fs::path path = expand_path(text, user_home);
    paths.value.push_back(path.has_filename() ? path : path.parent_path());
  }
  return paths;
}

Setting<std::string> read_channel_alias(const std::vector<ConfigLayer>& layers) {
  const RawValue* value = find_text(layers, "channel_alias");
  if (value == nullptr) {
    return {k_channel_alias};
  }
  if (!is_url(value->text)) {
    const bool is_variable = value->origin.source == ConfigSource::environment;
    throw bad_value(*value, "is no URL")
        .with_hint(is_variable
                       ? fmt::format(
                             "set it to a URL such as `{}={}`", value->origin.text, k_channel_alias)
                       : fmt::format("write a URL such as `channel_alias: {}`", k_channel_alias));
  }
  std::string url = value->text;
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return setting_of(std::move(url), *value);
}

Setting<ChannelPriority> read_channel_priority(const std::vector<ConfigLayer>& layers) {
  const RawValue* value = find_text(layers, "channel_priority");
  if (value == nullptr) {
    return {ChannelPriority::flexible};
  }
  const std::string word = to_lower(value->text);
  const auto older = parse_boolean(word); // conda before 4.6
  if (word == "strict") {
    return setting_of(ChannelPriority::strict, *value);
  }
  if (word == "flexible" || older == true) {
    return setting_of(ChannelPriority::flexible, *value);
  }
  if (word == "disabled" || older == false) {
    return setting_of(ChannelPriority::disabled, *value);
  }
  throw bad_value(*value, "is none of `strict`, `flexible` and `disabled`");
}

Setting<std::string> read_subdir(const std::vector<ConfigLayer>& layers) {
  const RawValue* value = find_text(layers, "subdir");
  if (value == nullptr) {
    return {Platform::current().subdir()};
  }
  try {
    Platform::parse(value->text);
  } catch (Error& error) {
    const bool is_variable = value->origin.source == ConfigSource::environment;
    throw std::move(error).while_doing(
        is_variable ? fmt::format("cannot use {} `{}`", value->origin.text, value->text)
                    : fmt::format("{}: cannot use `subdir: {}`", value->place, value->text));
  }
  return setting_of(value->text, *value);
}

Setting<CertificateCheck> read_ssl_verify(const std::vector<ConfigLayer>& layers,
                                          const fs::path& user_home) {
  using Mode = CertificateCheck::Mode;
  const RawValue* value = find_text(layers, "ssl_verify");
  if (value == nullptr) {
    return {};
  }
  const auto boolean = parse_boolean(value->text);
  if (boolean || value->text == "truststore") { // the system's store is what is used anyway
    const auto mode = boolean == false ? Mode::skip : Mode::verify;
    return setting_of(CertificateCheck{mode, {}}, *value);
  }
  return setting_of(CertificateCheck{Mode::verify, expand_path(value->text, user_home)}, *value);
}

Setting<std::chrono::seconds> read_solve_timeout(const std::vector<ConfigLayer>& layers) {
  constexpr std::chrono::seconds built_in = std::chrono::minutes(5);
  constexpr std::size_t most_digits = 6; // eleven days
  const RawValue* value = find_text(layers, "solve_timeout");
  if (value == nullptr) {
    return {built_in};
  }
  const std::string_view digits = value->text;
  if (digits.size() > most_digits ||
      digits.find_first_not_of("0123456789") != std::string_view::npos) {
    throw bad_value(*value, "is no number of seconds");
  }
  return setting_of(std::chrono::seconds(std::stoi(value->text)), *value);
}

Setting<std::optional<ExcludeNewer>> read_exclude_newer(const std::vector<ConfigLayer>& layers) {
  const RawValue* value = find_text(layers, "exclude_newer");
  if (value == nullptr) {
    return {};
  }
  if (to_lower(trim(value->text)) == "none") {
    return setting_of(std::optional<ExcludeNewer>{}, *value);
  }
  try {
    auto exclusion = ExcludeNewer::parse(value->text, std::chrono::system_clock::now());
    exclusion.origin = value->origin.text;
    return setting_of(std::optional(std::move(exclusion)), *value);
  } catch (const Error& error) {
    throw bad_value(*value, "is no date").with_hint(error.hints().front());
  }
}

Setting<Durability> read_durability(const std::vector<ConfigLayer>& layers) {
  const RawValue* value = find_text(layers, "durability");
  if (value == nullptr) {
    return {Durability::process};
  }
  if (value->text != "process" && value->text != "power") {
    throw bad_value(*value, "is neither `process` nor `power`");
  }
  return setting_of(value->text == "power" ? Durability::power : Durability::process, *value);
}

Setting<Config::TextMap> read_map(const std::vector<ConfigLayer>& layers, std::string_view key) {
  const RawMatches matches = find_matches(layers, key);
  Setting<Config::TextMap> setting;
  for (const auto& [name, value] : merge_maps(matches)) {
    setting.value.emplace(name, value->text);
    setting.items.push_back(value->origin);
  }
  set_origin(matches, setting);
  return setting;
}

Setting<Config::TextMap> read_custom_channels(const std::vector<ConfigLayer>& layers) {
  const RawMatches matches = find_matches(layers, "custom_channels");
  for (const auto& [name, value] : merge_maps(matches)) {
    const bool is_path = value->text.starts_with('/') || value->text.starts_with("~/");
    if (!is_path && !is_url(value->text)) {
      throw bad_value(*value, "is no URL")
          .with_hint(fmt::format("write the URL below which the channel lies, for example `{}: "
                                 "https://example.org/channels`",
                                 name));
    }
  }
  return read_map(layers, "custom_channels");
}

Setting<Config::ListMap> read_custom_multichannels(const std::vector<ConfigLayer>& layers) {
  const RawMatches matches = find_matches(layers, "custom_multichannels");
  Setting<Config::ListMap> setting;
  for (const auto& [name, members] : merge_maps_of_lists(matches)) {
    Strings channels;
    for (const RawValue* member : members) {
      channels.push_back(member->text);
    }
    setting.value.emplace(name, std::move(channels));
    setting.items.push_back(members.empty() ? ConfigOrigin{} : members.front()->origin);
  }
  set_origin(matches, setting);
  return setting;
}

Setting<Strings> read_default_channels(const std::vector<ConfigLayer>& layers) {
  Setting<Strings> setting = read_list(layers, "default_channels");
  if (setting.value.empty()) {
    setting.value = {"https://repo.anaconda.com/pkgs/main", "https://repo.anaconda.com/pkgs/r"};
    setting.items.assign(setting.value.size(), {});
  }
  return setting;
}

} // namespace

void read_settings(const std::vector<ConfigLayer>& layers, Config& config) {
  const fs::path& user_home = config.user_home.value;
  config.channel_alias = read_channel_alias(layers);
  config.channels = read_list(layers, "channels");
  config.default_channels = read_default_channels(layers);
  config.custom_channels = read_custom_channels(layers);
  config.custom_multichannels = read_custom_multichannels(layers);
  config.channel_priority = read_channel_priority(layers);
  config.subdir = read_subdir(layers);
  config.offline = read_boolean(layers, "offline", false);
  config.ssl_verify = read_ssl_verify(layers, user_home);
  config.proxy_servers = read_map(layers, "proxy_servers");
  config.envs_dirs = read_paths(layers, "envs_dirs", user_home);
  config.pkgs_dirs = read_paths(layers, "pkgs_dirs", user_home);
  config.pinned_packages = read_list(layers, "pinned_packages");
  config.add_pip_as_python_dependency = read_boolean(layers, "add_pip_as_python_dependency", true);
  config.exclude_newer = read_exclude_newer(layers);
  config.durability = read_durability(layers);
  config.solve_timeout = read_solve_timeout(layers);
  config.repodata_use_shards = read_boolean(layers, "repodata_use_shards", true);
  for (const ConfigLayer& layer : layers) {
    config.other_keys.insert(
        config.other_keys.end(), layer.other_keys.begin(), layer.other_keys.end());
  }
}

} // namespace etalon
