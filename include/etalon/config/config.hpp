#pragma once

#include <etalon/model/channel_priority.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// Where a setting comes from, weakest first.
enum class ConfigSource { built_in, environment };

// A value and its provenance.
template <typename T>
struct Setting {
  T value;
  ConfigSource source = ConfigSource::built_in;
  std::string origin; // the variable's name; empty where built in
};

struct Config {
  // ETALON_HOME, else $XDG_DATA_HOME/etalon, else ~/.local/share/etalon: what lasts.
  Setting<std::filesystem::path> home;
  // ETALON_CACHE_HOME, else $XDG_CACHE_HOME/etalon, else ~/.cache/etalon: what can be made again.
  Setting<std::filesystem::path> cache_home;
  // HOME, what `~` in a path stands for; empty where it is not set.
  Setting<std::filesystem::path> user_home;
  // ETALON_CHANNEL_ALIAS, CONDA_CHANNEL_ALIAS, else https://conda.anaconda.org; no trailing '/'.
  Setting<std::string> channel_alias;
  // CONDA_CHANNELS (comma-separated), for manifests that name none; as written. Nothing is built
  // in: a manifest without channels would mean something else elsewhere.
  Setting<std::vector<std::string>> channels;
  // CONDA_CHANNEL_PRIORITY: strict, flexible (as conda does without it) or disabled; conda's older
  // true and false are read as well.
  Setting<ChannelPriority> channel_priority;
  // CONDA_SUBDIR, else the platform this program was built for.
  Setting<std::string> subdir;
  // CONDA_PREFIX: the active environment; empty where none is.
  Setting<std::filesystem::path> active_prefix;
  // ETALON_OFFLINE, CONDA_OFFLINE: what is not in a cache is an error.
  Setting<bool> offline;

  // The places of the design's disk layout, below `home` and `cache_home`.
  [[nodiscard]] std::filesystem::path environments_directory() const; // HOME/envs
  [[nodiscard]] std::filesystem::path channels_directory() const;     // HOME/channels
  [[nodiscard]] std::filesystem::path package_cache() const;          // HOME/pkgs-v1
  [[nodiscard]] std::filesystem::path results_file() const;           // HOME/results.sqlite
  [[nodiscard]] std::filesystem::path repodata_cache() const;         // CACHE/repodata-v1
  [[nodiscard]] std::filesystem::path runner_cache() const;           // CACHE/runners-v1
};

// `environment` is all that is read. Paths are absolute afterwards. Throws Error{usage} naming the
// variable whose value makes no sense, or where neither HOME nor the variable that replaces it is
// set.
Config load_config(const std::map<std::string, std::string>& environment);

} // namespace etalon
