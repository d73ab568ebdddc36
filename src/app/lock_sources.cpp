#include "lock_sources.hpp"

#include "lock_channels.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/model/text_encoding.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

namespace fs = std::filesystem;

LockOutput output_of(LockFormat format) {
  return format == LockFormat::pixi ? LockOutput::pixi : LockOutput::conda_lock;
}

fs::path usual_file(LockOutput output) {
  switch (output) {
  case LockOutput::conda_lock:
    return "conda-lock.yml";
  case LockOutput::pixi:
    return "pixi.lock";
  case LockOutput::explicit_list:
    break;
  }
  return "conda-{platform}.lock"; // as conda-lock calls them
}

Error other_form(const fs::path& file) {
  return Error(ErrorKind::usage,
               fmt::format("`{}` is a lock file of another form", file.string()),
               {"leave out --format, or name another file with -o FILE"});
}

void add_platforms(const std::vector<std::string>& names, std::vector<Platform>& platforms) {
  for (const std::string& name : names) {
    const Platform platform = Platform::parse(name);
    if (std::find(platforms.begin(), platforms.end(), platform) == platforms.end()) {
      platforms.push_back(platform);
    }
  }
}

// What the manifests' `platforms:` name. What is no manifest is refused elsewhere.
std::vector<std::string> platforms_of(const std::vector<fs::path>& manifests) {
  std::vector<EnvironmentManifest> parsed;
  for (const fs::path& manifest : manifests) {
    const auto text = decode_text(read_file(manifest));
    if (!ExplicitSpec::looks_like(text) && !find_lock_format(text)) {
      parsed.push_back(EnvironmentManifest::parse(text, manifest.string(), {Platform::current()}));
    }
  }
  return EnvironmentManifest::merge(parsed).platforms;
}

} // namespace

LockTarget find_lock_target(const LockOptions& options, const Config& config) {
  LockTarget target;
  target.output = options.output.value_or(LockOutput::conda_lock);
  target.file = options.file.value_or(usual_file(target.output));
  if (target.output == LockOutput::explicit_list) {
    return target;
  }
  const auto text = find_file(target.file);
  if (!text) {
    return target;
  }
  const auto format = find_lock_format(*text);
  if (!format || *format == LockFormat::export_json) {
    throw Error(ErrorKind::refused,
                fmt::format("`{}` exists and is no lock file", target.file.string()),
                {"name another file with -o FILE"});
  }
  if (options.output && output_of(*format) != *options.output) {
    throw other_form(target.file);
  }
  target.output = output_of(*format);
  target.existing = load_lock_text(*text, target.file, config, {options.request.lock_environment});
  return target;
}

std::vector<fs::path> manifests_of(const LockOptions& options, const LockTarget& target) {
  if (!options.request.files.empty()) {
    return options.request.files;
  }
  std::vector<fs::path> manifests;
  if (target.existing) {
    const auto folder = target.file.parent_path();
    for (const std::string& source : target.existing->sources) {
      manifests.push_back((folder / source).lexically_normal());
    }
  }
  if (manifests.empty()) {
    manifests.emplace_back("environment.yml");
  }
  for (const fs::path& manifest : manifests) {
    if (!fs::exists(manifest)) {
      throw Error(ErrorKind::not_found,
                  fmt::format("there is no manifest `{}`", manifest.string()),
                  {"name the manifest with -f FILE"});
    }
  }
  return manifests;
}

EnvironmentRequest manifest_request(const LockOptions& options,
                                    const std::vector<fs::path>& manifests,
                                    const Platform& platform,
                                    const Config& config) {
  RequestOptions request = options.request;
  request.files = manifests;
  request.platform = platform;
  request.name.reset();
  request.prefix = fs::current_path(); // not used: nothing is made
  EnvironmentRequest asked = load_request(request, config);
  if (asked.explicit_spec || asked.lock) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` is locked already: it names packages, not what is asked for",
                            manifests.front().string()),
                {"lock an environment.yml"});
  }
  return asked;
}

std::vector<Platform> wanted_platforms(const LockOptions& options,
                                       const std::vector<fs::path>& manifests,
                                       const std::vector<std::string>& known,
                                       const Config& config) {
  std::vector<Platform> platforms;
  add_platforms(options.platforms, platforms);
  if (platforms.empty()) {
    add_platforms(platforms_of(manifests), platforms);
  }
  if (platforms.empty()) {
    add_platforms(known, platforms);
  }
  if (platforms.empty()) {
    add_platforms({config.subdir.value}, platforms);
  }
  return platforms;
}

std::vector<AskedSpec> asked_specs(const EnvironmentRequest& request) {
  std::vector<AskedSpec> asked;
  for (const ManifestSpec& spec : request.dependencies) {
    asked.push_back({without_credentials_in_spec(spec.text), spec.category});
  }
  return asked;
}

std::vector<AskedSpec> asked_pip_lines(const EnvironmentRequest& request) {
  std::vector<AskedSpec> asked;
  for (const ManifestSpec& line : request.pip) {
    asked.push_back({redact(line.text), line.category});
  }
  return asked;
}

std::vector<ChannelRecords> channel_records(const EnvironmentRequest& request,
                                            const Platform& platform,
                                            const Config& config,
                                            const CreationTools& tools,
                                            const WantedNames& wanted) {
  SubdirCache subdirs = make_subdir_cache(tools.files, config);
  return load_channel_records(request.channels,
                              platform,
                              subdirs,
                              tools.cold_path,
                              {tools.progress, tools.token},
                              wanted)
      .channels;
}

} // namespace etalon
