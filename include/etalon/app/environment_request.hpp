#pragma once

#include <etalon/config/config.hpp>
#include <etalon/lock/lock_file.hpp>
#include <etalon/model/channel.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/platform.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

enum class ChannelSource {
  command_line_first, // -c before those of the manifest or the configuration
  command_line_only,  // --override-channels
};

// Which packages of an answer are installed. All are resolved.
enum class WantedPackages {
  all,
  requested_only,    // --no-deps: what they need must be there by other means
  dependencies_only, // --only-deps: without the requested ones that none of the others needs
};

// What was typed after `create` or `env create`.
struct RequestOptions {
  std::vector<std::filesystem::path> files; // -f: manifests, or one @EXPLICIT list
  std::vector<std::string> specs;
  std::optional<std::string> name;
  std::optional<std::filesystem::path> prefix;
  std::vector<std::string> channels; // -c
  ChannelSource channel_source = ChannelSource::command_line_first;
  // Of the environment that is to be changed: they take the place of the configuration's.
  std::vector<std::string> environment_channels = {};
  Platform platform = Platform::current();        // whose selectors of a manifest hold
  std::map<std::string, std::string> environment; // what `$NAME` in a manifest stands for
  std::string lock_environment = "default";       // of a pixi.lock, --environment
  // Of a conda-lock.yml: what is wanted besides `main` and `dev` (--category), and what is not
  // (--no-dev).
  std::vector<std::string> lock_categories;
  std::vector<std::string> excluded_categories;
  WantedPackages wanted = WantedPackages::all; // --no-deps, --only-deps
};

// A lock file to create from.
struct RequestedLock {
  LockFile lock;
  std::string file;                    // for messages
  std::vector<std::string> categories; // wanted
  std::vector<std::string> excluded;   // not wanted, and known to be so
};

// The environment that is asked for, whatever form the question had.
struct EnvironmentRequest {
  std::string name; // for messages and activation: the name, or the prefix where it has none
  std::filesystem::path prefix;
  std::vector<Channel> channels;
  std::vector<std::string> written_channels; // as written, for an export
  std::vector<std::string> specs;            // what is resolved
  std::vector<ManifestSpec> dependencies;    // where they stand in the manifests, each by category
  std::optional<ExplicitSpec> explicit_spec; // then nothing is resolved
  std::optional<RequestedLock> lock;         // likewise
  std::vector<ManifestSpec> pip;             // what pip installs after the conda packages
  std::map<std::string, std::string> variables;
  WantedPackages wanted = WantedPackages::all;
  std::vector<std::string> warnings;
};

// The lock with the categories that are wanted of it: `main`, `dev`, those of `options` and `more`,
// but not those that `options` excludes.
RequestedLock requested_lock(LockFile lock,
                             const std::filesystem::path& file,
                             const RequestOptions& options,
                             const std::vector<std::string>& more = {});

// Reads the manifests, merged as EnvironmentManifest::merge() does, the explicit list (told by its
// @EXPLICIT line) or the lock file and decides name, prefix and channels: -n and -p win over a
// file's name, that over its prefix; those of the configuration follow unless a file says
// `nodefaults` (CEP 24). Throws Error{usage} or Error{not_found} for what is missing or cannot be
// read.
EnvironmentRequest load_request(const RequestOptions& options, const Config& config);

// The prefix alone that load_request() would decide on.
std::filesystem::path requested_prefix(const RequestOptions& options, const Config& config);

enum class EnvironmentUse { read, change };

// The prefix that -n or -p name, else the active environment (CONDA_PREFIX). Throws Error{usage}
// where none is given and none active, Error{not_found} where there is no such environment (with
// near names). To be read, an environment has to be at rest: where a change of it is under way,
// its end is waited for, for some seconds; Error{refused} where it takes longer, or was
// interrupted.
std::filesystem::path find_environment(const std::optional<std::string>& name,
                                       const std::optional<std::filesystem::path>& prefix,
                                       const Config& config,
                                       EnvironmentUse use = EnvironmentUse::read);

// What to call the environment at `prefix`: its name, or the prefix where it has none.
std::string display_name(const std::filesystem::path& prefix, const Config& config);

} // namespace etalon
