#include "config_values.hpp"
#include "writable_directory.hpp"

#include <etalon/config/config.hpp>
#include <etalon/config/config_files.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace etalon {

namespace {

// Set to something.
std::optional<Setting<std::string>> find_variable(const Variables& environment,
                                                  const std::string& name) {
  const auto found = environment.find(name);
  if (found == environment.end() || found->second.empty()) {
    return std::nullopt;
  }
  return Setting<std::string>{found->second, ConfigSource::environment, name};
}

std::filesystem::path absolute_path(const Setting<std::string>& setting) {
  const std::filesystem::path path(setting.value);
  if (!path.is_absolute()) {
    throw Error(
        ErrorKind::usage,
        fmt::format("{} is `{}`, which is not an absolute path", setting.origin, setting.value));
  }
  return path.lexically_normal();
}

// `own`, else VARIABLE/etalon, else HOME/below/etalon. A relative XDG path counts as unset: so the
// XDG Base Directory Specification wants it.
Setting<std::filesystem::path> find_directory(const Variables& environment,
                                              const std::string& own,
                                              const std::string& xdg,
                                              const std::string& below) {
  if (const auto setting = find_variable(environment, own)) {
    return {absolute_path(*setting), setting->source, setting->origin};
  }
  if (const auto setting = find_variable(environment, xdg);
      setting && setting->value.front() == '/') {
    return {absolute_path(*setting) / "etalon", setting->source, setting->origin};
  }
  const auto home = find_variable(environment, "HOME");
  if (!home) {
    throw Error(ErrorKind::usage,
                fmt::format("neither {} nor {} nor HOME is set", own, xdg),
                {fmt::format("set {} to the directory that Etalon may use", own)});
  }
  return {absolute_path(*home) / below / "etalon", ConfigSource::built_in, ""};
}

Setting<std::filesystem::path> find_path(const Variables& environment, const std::string& name) {
  const auto setting = find_variable(environment, name);
  if (!setting) {
    return {};
  }
  return {absolute_path(*setting), setting->source, setting->origin};
}

std::vector<ConfigLayer> load_layers(const Variables& environment) {
  std::vector<ConfigLayer> layers;
  for (const ConfigFile& file : find_config_files(environment)) {
    if (!file.exists) {
      continue;
    }
    std::string text;
    try {
      text = read_file(file.path);
    } catch (Error& error) {
      throw std::move(error).while_doing(
          fmt::format("cannot read the configuration file `{}`", file.path.string()));
    }
    layers.push_back(parse_config_layer(text, file.path.string(), environment));
  }
  return layers;
}

} // namespace

std::filesystem::path Config::environments_directory() const {
  return home.value / "envs";
}

std::filesystem::path Config::channels_directory() const {
  return home.value / "channels";
}

std::filesystem::path Config::package_cache() const {
  // A folder that conda's own programs neither read nor clean: there is no info/index.json in it.
  const auto shared = find_writable(pkgs_dirs.value);
  return shared ? *shared / "etalon-pkgs-v1" : home.value / "pkgs-v1";
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

std::string_view to_string(ConfigSource source) {
  switch (source) {
  case ConfigSource::built_in:
    return "built in";
  case ConfigSource::file:
    return "file";
  case ConfigSource::environment:
    return "environment";
  case ConfigSource::command_line:
    return "command line";
  }
  return "";
}

Config load_config(const Variables& environment, ConfigFiles files) {
  Config config;
  config.home = find_directory(environment, "ETALON_HOME", "XDG_DATA_HOME", ".local/share");
  config.cache_home = find_directory(environment, "ETALON_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
  config.user_home = find_path(environment, "HOME");
  config.active_prefix = find_path(environment, "CONDA_PREFIX");
  std::vector<ConfigLayer> layers;
  if (files == ConfigFiles::read) {
    layers = load_layers(environment);
  }
  for (ConfigLayer& layer : config_layers_of(environment)) {
    layers.push_back(std::move(layer));
  }
  read_settings(layers, config);
  return config;
}

} // namespace etalon
