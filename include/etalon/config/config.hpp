#pragma once

#include <etalon/model/channel_priority.hpp>
#include <etalon/model/exclude_newer.hpp>
#include <etalon/util/durability.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Where a setting comes from, weakest first.
enum class ConfigSource { built_in, file, environment, command_line };

// "built in", "file", "environment", "command line".
std::string_view to_string(ConfigSource source);

struct ConfigOrigin {
  ConfigSource source = ConfigSource::built_in;
  std::string text = {}; // "FILE:LINE", a variable's or an option's name; empty where built in
  bool operator==(const ConfigOrigin&) const = default;
};

// A value and its provenance.
template <typename T>
struct Setting {
  T value;
  ConfigSource source = ConfigSource::built_in;
  std::string origin = {}; // as ConfigOrigin::text; of lists and maps: that of the strongest part
  std::vector<ConfigOrigin> items = {}; // of a list or map, one for each item in its order
};

// `ssl_verify`: whether servers must prove who they are, and by which certificates.
struct CertificateCheck {
  enum class Mode { verify, skip };
  Mode mode = Mode::verify;
  std::filesystem::path authorities = {}; // a bundle or a folder of them; empty: the system's
};

// Settings of conda's configuration (docs/reference/configuration.md) and Etalon's own places.
// Lists hold the strongest source's items first.
struct Config {
  using TextMap = std::map<std::string, std::string>;
  using ListMap = std::map<std::string, std::vector<std::string>>;

  // ETALON_HOME, else $XDG_DATA_HOME/etalon, else ~/.local/share/etalon: what lasts.
  Setting<std::filesystem::path> home;
  // ETALON_CACHE_HOME, else $XDG_CACHE_HOME/etalon, else ~/.cache/etalon: what can be made again.
  Setting<std::filesystem::path> cache_home;
  // HOME, what `~` in a path stands for; empty where it is not set.
  Setting<std::filesystem::path> user_home;
  // CONDA_PREFIX: the active environment; empty where none is.
  Setting<std::filesystem::path> active_prefix;

  // Else https://conda.anaconda.org; no trailing '/'.
  Setting<std::string> channel_alias;
  // For requests that name none, as written. Nothing is built in: a manifest without channels would
  // mean something else elsewhere.
  Setting<std::vector<std::string>> channels;
  // What `defaults` stands for.
  Setting<std::vector<std::string>> default_channels;
  // Name -> the URL below which a channel of that name lies.
  Setting<TextMap> custom_channels;
  // Name -> the channels that it stands for.
  Setting<ListMap> custom_multichannels;
  // Flexible where nothing is said; conda's older true and false are read as well.
  Setting<ChannelPriority> channel_priority;
  // Else the platform this program was built for.
  Setting<std::string> subdir;
  // What is not in a cache is an error.
  Setting<bool> offline;
  Setting<CertificateCheck> ssl_verify;
  // "https", "https://HOST", "all" or "all://HOST" -> a proxy's URL; empty for none.
  Setting<TextMap> proxy_servers;
  // Absolute. Where environments are made (the first that is writable) and looked for.
  Setting<std::vector<std::filesystem::path>> envs_dirs;
  // Absolute. conda's package caches; Etalon's lies in the first that is writable.
  Setting<std::vector<std::filesystem::path>> pkgs_dirs;
  // Specs that hold for packages that get installed, whoever asks for them.
  Setting<std::vector<std::string>> pinned_packages;
  // What channels had later is left out; lengths of time count back from when it was read.
  Setting<std::optional<ExcludeNewer>> exclude_newer;
  // Whether python brings pip with it.
  Setting<bool> add_pip_as_python_dependency;
  // Etalon's own: how long an answer is looked for. 0 for as long as it takes.
  Setting<std::chrono::seconds> solve_timeout;
  Setting<bool> repodata_use_shards;
  // Etalon's own: what a change of an environment has to survive once it is done.
  Setting<Durability> durability;

  // Keys of files that Etalon does not know, with their origin.
  std::vector<std::pair<std::string, ConfigOrigin>> other_keys;

  // Places below `home` and `cache_home`; the packages' in `pkgs_dirs`, DIRECTORY/etalon-pkgs-v1.
  [[nodiscard]] std::filesystem::path environments_directory() const; // HOME/envs
  [[nodiscard]] std::filesystem::path channels_directory() const;     // HOME/channels
  [[nodiscard]] std::filesystem::path package_cache() const;          // else HOME/pkgs-v1
  [[nodiscard]] std::filesystem::path results_file() const;           // HOME/results.sqlite
  [[nodiscard]] std::filesystem::path repodata_cache() const;         // CACHE/repodata-v1
  [[nodiscard]] std::filesystem::path runner_cache() const;           // CACHE/runners-v1
};

enum class ConfigFiles {
  read,    // those of find_config_files()
  ignored, // variables alone: what a start that must be fast can do with
};

// Files, then CONDA_* and ETALON_* variables, each stronger than those before, merged as conda
// merges: of plain values the strongest counts, lists are joined with the strongest's items first,
// maps are joined key by key; `#!final`, `#!top` and `#!bottom` in files change that order.
// `environment` is the process's. Paths are absolute afterwards.
//
// Throws Error{usage} naming the variable, or FILE:LINE:COLUMN, whose value makes no sense, or
// where neither HOME nor the variable that replaces it is set; Error{io} for a file that cannot be
// read.
Config load_config(const std::map<std::string, std::string>& environment, ConfigFiles files);

} // namespace etalon
