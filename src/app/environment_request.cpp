#include <etalon/app/environment_request.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

namespace fs = std::filesystem;

void refuse_pip(const EnvironmentManifest& manifest, const fs::path& file) {
  if (manifest.pip.empty()) {
    return;
  }
  throw Error(ErrorKind::refused,
              fmt::format("{}:{}: the `pip:` section cannot be installed yet",
                          file.string(),
                          manifest.pip.front().line),
              {"take the `pip:` section out, or name conda packages for what it lists"});
}

// The place of a spec that does not parse belongs to its message.
void check_specs(const EnvironmentManifest& manifest, const fs::path& file) {
  for (const auto& spec : manifest.dependencies) {
    try {
      MatchSpec::parse(spec.text);
    } catch (Error& error) {
      throw std::move(error).while_doing(
          fmt::format("{}:{}: a dependency cannot be read", file.string(), spec.line));
    }
  }
}

// The answer of a file; `prefix_of_file` stays a suggestion until the command line has spoken.
struct FileContent {
  EnvironmentRequest request;
  std::string name;
  std::string prefix;
};

FileContent load_file(const fs::path& file) {
  std::string text;
  try {
    text = read_file(file);
  } catch (Error& error) {
    throw std::move(error)
        .while_doing(fmt::format("cannot read the manifest `{}`", file.string()))
        .with_hint("give an environment.yml or an @EXPLICIT list with -f FILE");
  }
  FileContent content;
  if (ExplicitSpec::looks_like(text)) {
    content.request.explicit_spec = ExplicitSpec::parse(text, file.string());
    return content;
  }
  const auto manifest = EnvironmentManifest::parse(text, file.string());
  refuse_pip(manifest, file);
  check_specs(manifest, file);
  for (const auto& spec : manifest.dependencies) {
    content.request.specs.push_back(spec.text);
  }
  content.request.written_channels = manifest.channels;
  content.request.variables = manifest.variables;
  content.request.warnings = manifest.warnings;
  content.name = manifest.name;
  content.prefix = manifest.prefix;
  return content;
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

void add_channels(const std::vector<std::string>& written,
                  const Config& config,
                  const fs::path& relative_to,
                  std::vector<Channel>& channels) {
  for (const auto& text : written) {
    for (auto& channel : resolve_channels(text, config, relative_to)) {
      if (std::find(channels.begin(), channels.end(), channel) == channels.end()) {
        channels.push_back(std::move(channel));
      }
    }
  }
}

void decide_channels(const RequestOptions& options,
                     const Config& config,
                     EnvironmentRequest& request) {
  auto of_file = std::move(request.written_channels);
  request.written_channels = options.channels;
  add_channels(options.channels, config, fs::current_path(), request.channels);
  if (options.channel_source == ChannelSource::command_line_first) {
    if (of_file.empty() && options.channels.empty()) {
      of_file = config.channels.value;
    }
    const auto folder =
        options.file ? fs::absolute(*options.file).parent_path() : fs::current_path();
    add_channels(of_file, config, folder, request.channels);
    request.written_channels.insert(request.written_channels.end(), of_file.begin(), of_file.end());
  }
  if (request.channels.empty() && !request.explicit_spec) {
    throw Error(
        ErrorKind::usage,
        "no channel is named to take packages from",
        {"add one with -c, for example `-c conda-forge`, or write `channels:` into the manifest"});
  }
}

} // namespace

EnvironmentRequest load_request(const RequestOptions& options, const Config& config) {
  FileContent content;
  if (options.file) {
    content = load_file(*options.file);
  }
  auto request = std::move(content.request);
  for (const auto& spec : options.specs) {
    MatchSpec::parse(spec);
    request.specs.push_back(spec);
  }
  if (request.explicit_spec && !request.specs.empty()) {
    throw Error(ErrorKind::usage,
                "an @EXPLICIT list cannot be mixed with further specs",
                {"create from the list alone, or put the specs into a manifest"});
  }
  decide_place(options, content, config, request);
  decide_channels(options, config, request);
  return request;
}

fs::path find_environment(const std::optional<std::string>& name,
                          const std::optional<fs::path>& prefix,
                          const Config& config) {
  fs::path found;
  if (prefix) {
    found = absolute_prefix(*prefix);
  } else if (name) {
    found = environment_prefix(*name, config);
  } else if (!config.active_prefix.value.empty()) {
    found = config.active_prefix.value;
  } else {
    throw Error(ErrorKind::usage,
                "no environment is named and none is active",
                {"name one with -n NAME or -p PREFIX; `etalon env list` shows what there is"});
  }
  if (fs::exists(found / "conda-meta" / "history")) {
    return found;
  }
  Error error(
      ErrorKind::not_found,
      fmt::format("there is no environment `{}`", name && !prefix ? *name : found.string()));
  if (name && !prefix) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& directory : environments_directories(config)) {
      for (const auto& entry : fs::directory_iterator(directory, ignored)) {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    if (const auto near = near_names(*name, names); !near.empty()) {
      throw std::move(error).with_hint(fmt::format("did you mean `{}`?", near.front()));
    }
  }
  throw std::move(error).with_hint("`etalon env list` shows the environments there are");
}

std::string display_name(const fs::path& prefix, const Config& config) {
  const auto name = environment_name(prefix, config);
  return name.empty() ? prefix.string() : name;
}

} // namespace etalon
