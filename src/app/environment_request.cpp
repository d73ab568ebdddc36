#include "lock_channels.hpp"

#include <etalon/app/environment_request.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/text_encoding.hpp>
#include <etalon/model/variable_expansion.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;

// A channel of a file; its path, where it is one, begins at the file's folder.
struct WrittenChannel {
  std::string text;
  fs::path folder;
};

// The answer of the files; name and prefix stay suggestions until the command line has spoken.
struct FileContent {
  EnvironmentRequest request;
  std::vector<WrittenChannel> channels;
  std::string name;
  std::string prefix;
};

// An environment as a lock file has it; that of an export says its name and variables, too.
FileContent content_of_lock(LockFile lock, const fs::path& file, const RequestOptions& options) {
  FileContent content;
  content.name = lock.name;
  content.request.variables = lock.variables;
  for (const LockedChannel& channel : lock.channels) {
    content.request.channels.push_back(
        {channel.name.empty() ? channel.url : channel.name, channel.url});
  }
  content.request.lock = requested_lock(std::move(lock), file, options);
  return content;
}

std::string load_text(const fs::path& file) {
  try {
    return decode_text(read_file(file));
  } catch (Error& error) {
    throw std::move(error)
        .while_doing(fmt::format("cannot read the manifest `{}`", file.string()))
        .with_hint("give an environment.yml or an @EXPLICIT list with -f FILE");
  }
}

void warn_of_platforms(const EnvironmentManifest& manifest,
                       const Platform& platform,
                       std::vector<std::string>& warnings) {
  const auto& platforms = manifest.platforms;
  if (!platforms.empty() &&
      std::find(platforms.begin(), platforms.end(), platform.subdir()) == platforms.end()) {
    warnings.push_back(fmt::format("the manifest is for {}, not for {}: it is read for {} all the "
                                   "same",
                                   join(platforms, ", "),
                                   platform.subdir(),
                                   platform.subdir()));
  }
}

FileContent content_of(const EnvironmentManifest& manifest, const RequestOptions& options) {
  FileContent content;
  content.request.dependencies = manifest.dependencies;
  std::set<std::string> known; // a spec of two categories stands there twice
  for (const auto& spec : manifest.dependencies) {
    if (known.insert(spec.text).second) {
      content.request.specs.push_back(spec.text);
    }
  }
  content.request.pip = manifest.pip;
  content.request.variables = manifest.variables;
  content.request.warnings = manifest.warnings;
  warn_of_platforms(manifest, options.platform, content.request.warnings);
  content.name = manifest.name;
  content.prefix = expand_home_and_variables(manifest.prefix, options.environment);
  return content;
}

FileContent load_manifests(const RequestOptions& options) {
  std::vector<EnvironmentManifest> manifests;
  std::vector<WrittenChannel> channels;
  for (const auto& file : options.files) {
    const auto text = load_text(file);
    const bool is_list = ExplicitSpec::looks_like(text);
    if (is_list || find_lock_format(text)) {
      throw Error(ErrorKind::usage,
                  fmt::format("the {} `{}` cannot be mixed with other files",
                              is_list ? "@EXPLICIT list" : "lock file",
                              file.string()),
                  {fmt::format("create from the {} alone", is_list ? "list" : "lock")});
    }
    auto manifest = EnvironmentManifest::parse(text, file.string(), {options.platform});
    for (const auto& channel : manifest.channels) {
      channels.push_back({channel, fs::absolute(file).parent_path()});
    }
    manifests.push_back(std::move(manifest));
  }
  auto content = content_of(EnvironmentManifest::merge(manifests), options);
  content.channels = std::move(channels);
  return content;
}

FileContent load_files(const RequestOptions& options, const Config& config) {
  if (options.files.size() == 1) {
    const auto& file = options.files.front();
    const auto text = load_text(file);
    if (find_lock_format(text)) {
      return content_of_lock(
          load_lock_text(text, file, config, {options.lock_environment}), file, options);
    }
    if (ExplicitSpec::looks_like(text)) {
      FileContent content;
      content.request.explicit_spec = ExplicitSpec::parse(text, file.string());
      return content;
    }
  }
  return load_manifests(options);
}

fs::path absolute_prefix(const fs::path& prefix) {
  auto absolute = fs::absolute(prefix).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

void decide_place(const RequestOptions& options,
                  const FileContent& content,
                  const Config& config,
                  EnvironmentRequest& request) {
  if (options.prefix) {
    request.prefix = absolute_prefix(*options.prefix);
  } else if (options.name) {
    request.prefix = environment_prefix(*options.name, config);
  } else if (!content.name.empty()) {
    request.prefix = environment_prefix(content.name, config);
  } else if (!content.prefix.empty()) {
    request.prefix = absolute_prefix(content.prefix);
  } else {
    throw Error(ErrorKind::usage,
                "the new environment has no name",
                {"give it one with -n NAME, or a place with -p PREFIX"});
  }
  request.name = display_name(request.prefix, config);
}

// Adds what the channel stands for, and how it was written, unless they are there.
void add_channel(const WrittenChannel& written,
                 const RequestOptions& options,
                 const Config& config,
                 EnvironmentRequest& request) {
  const auto text = expand_home_and_variables(written.text, options.environment);
  for (auto& channel : resolve_channels(text, config, written.folder)) {
    if (std::find(request.channels.begin(), request.channels.end(), channel) ==
        request.channels.end()) {
      request.channels.push_back(std::move(channel));
    }
  }
  auto& known = request.written_channels;
  if (std::find(known.begin(), known.end(), written.text) == known.end()) {
    known.push_back(written.text);
  }
}

// -c, then those of the files, then those of the configuration.
void decide_channels(const RequestOptions& options,
                     std::vector<WrittenChannel> of_files,
                     const Config& config,
                     EnvironmentRequest& request) {
  for (const auto& text : options.channels) {
    add_channel({text, fs::current_path()}, options, config, request);
  }
  if (options.channel_source == ChannelSource::command_line_first) {
    const bool wants_no_others =
        std::any_of(of_files.begin(), of_files.end(), [](const WrittenChannel& channel) {
          return channel.text == "nodefaults";
        });
    if (!wants_no_others) {
      const auto& others = options.environment_channels.empty() ? config.channels.value
                                                                : options.environment_channels;
      for (const auto& text : others) {
        of_files.push_back({text, fs::current_path()});
      }
    }
    for (const auto& channel : of_files) {
      add_channel(channel, options, config, request);
    }
  }
  if (request.channels.empty() && !request.explicit_spec) {
    throw Error(
        ErrorKind::usage,
        "no channel is named to take packages from",
        {"add one with -c, for example `-c conda-forge`, or write `channels:` into the manifest"});
  }
}

} // namespace

RequestedLock requested_lock(LockFile lock,
                             const fs::path& file,
                             const RequestOptions& options,
                             const std::vector<std::string>& more) {
  RequestedLock requested{std::move(lock), file.string(), {}, options.excluded_categories};
  std::vector<std::string> wanted = {"main", "dev"};
  wanted.insert(wanted.end(), options.lock_categories.begin(), options.lock_categories.end());
  wanted.insert(wanted.end(), more.begin(), more.end());
  for (std::string& category : wanted) {
    const auto& excluded = requested.excluded;
    if (std::find(excluded.begin(), excluded.end(), category) == excluded.end()) {
      requested.categories.push_back(std::move(category));
    }
  }
  return requested;
}

fs::path requested_prefix(const RequestOptions& options, const Config& config) {
  const auto content = options.files.empty() ? FileContent() : load_files(options, config);
  EnvironmentRequest request;
  decide_place(options, content, config, request);
  return request.prefix;
}

EnvironmentRequest load_request(const RequestOptions& options, const Config& config) {
  FileContent content;
  if (!options.files.empty()) {
    content = load_files(options, config);
  }
  auto request = std::move(content.request);
  request.wanted = options.wanted;
  for (const auto& spec : options.specs) {
    MatchSpec::parse(spec);
    request.specs.push_back(spec);
  }
  if (request.lock && !request.specs.empty()) {
    throw Error(ErrorKind::usage,
                "a lock file cannot be mixed with further specs",
                {"create from the lock alone, or put the specs into its manifest and run `etalon "
                 "lock`"});
  }
  if (request.explicit_spec && !request.specs.empty()) {
    throw Error(ErrorKind::usage,
                "an @EXPLICIT list cannot be mixed with further specs",
                {"create from the list alone, or put the specs into a manifest"});
  }
  decide_place(options, content, config, request);
  if (!request.lock) { // a lock names its own
    decide_channels(options, std::move(content.channels), config, request);
  }
  return request;
}

std::string display_name(const fs::path& prefix, const Config& config) {
  const auto name = environment_name(prefix, config);
  return name.empty() ? prefix.string() : name;
}

} // namespace etalon
