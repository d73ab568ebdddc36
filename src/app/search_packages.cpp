#include <etalon/app/channel_selection.hpp>
#include <etalon/app/search_packages.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace etalon {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_near_names = 5;

bool is_glob(const std::string& text) {
  return text.find('*') != std::string::npos;
}

WrittenChannels channels_of_file(const fs::path& file) {
  try {
    return {EnvironmentManifest::parse(read_file(file), file.string()).channels,
            fs::absolute(file).parent_path()};
  } catch (Error& error) {
    throw std::move(error).while_doing(
        fmt::format("cannot read the channels of `{}`", file.string()));
  }
}

std::vector<WrittenChannels> written_channels(const SearchOptions& options, const Config& config) {
  std::vector<WrittenChannels> places;
  places.push_back({options.channels, fs::current_path()});
  if (options.channel_source == ChannelSource::command_line_only) {
    return places;
  }
  if (options.file) {
    places.push_back(channels_of_file(*options.file));
  }
  if (places.front().names.empty() && !options.file) {
    places.push_back({config.channels.value, fs::current_path()});
  }
  return places;
}

Platform platform_of(const SearchOptions& options, const MatchSpec& spec, const Config& config) {
  const bool spec_says = !spec.subdir.empty() && spec.subdir != "noarch" && !is_glob(spec.subdir);
  return Platform::parse(spec_says ? spec.subdir : options.platform.value_or(config.subdir.value));
}

// Everything that sorts two records; the channel's place among the channels is the last word.
bool comes_before(const RepoDataRecord& a, const RepoDataRecord& b) {
  const auto key = [](const PackageRecord& package) {
    return std::tie(package.name, package.version, package.build_number, package.build);
  };
  return key(a.package) < key(b.package);
}

void search_index(const RecordIndex& index, const MatchSpec& spec, SearchResult& result) {
  const auto take = [&](const std::string& name) {
    for (auto& record : index.records(name)) {
      if (spec.matches(record)) {
        result.packages.push_back(std::move(record));
      }
    }
  };
  if (spec.name.is_exact()) {
    take(to_lower(spec.name.to_string()));
    return;
  }
  std::vector<std::string> names;
  for (auto& name : index.names()) {
    if (spec.name.matches(name)) {
      names.push_back(std::move(name));
    }
  }
  index.load(names);
  std::for_each(names.begin(), names.end(), take);
}

// Names that hold the word stand behind those that are a slip away from it.
std::vector<std::string> find_near(const std::string& word, const std::set<std::string>& known) {
  auto near = near_names(word, {known.begin(), known.end()}, k_near_names);
  for (const auto& name : known) {
    const bool listed = std::find(near.begin(), near.end(), name) != near.end();
    if (near.size() < k_near_names && !listed && name.find(word) != std::string::npos) {
      near.push_back(name);
    }
  }
  return near;
}

void explain_nothing(const std::string& name,
                     const std::vector<ChannelRecords>& channels,
                     SearchResult& result) {
  std::set<std::string> known;
  std::optional<Version> newest;
  for (const auto& channel : channels) {
    for (const auto& index : channel.subdirs) {
      const auto names = index.names();
      known.insert(names.begin(), names.end());
      for (const auto& record : index.records(name)) {
        if (!newest || *newest < record.package.version) {
          newest = record.package.version;
        }
      }
    }
  }
  if (newest) {
    result.newest_version = newest->to_string();
  } else {
    result.near_names = find_near(name, known);
  }
}

} // namespace

SearchRequest load_search_request(const SearchOptions& options, const Config& config) {
  auto spec = MatchSpec::parse(options.spec);
  auto platform = platform_of(options, spec, config);
  const bool spec_says = !spec.channel.empty() && !is_glob(spec.channel);
  auto channels = spec_says ? select_channels({{{spec.channel}, fs::current_path()}}, config)
                            : select_channels(written_channels(options, config), config);
  if (channels.empty()) {
    throw Error(ErrorKind::usage,
                "no channel is named to search in",
                {"add one with -c, for example `-c conda-forge`"});
  }
  return {redact(options.spec), std::move(spec), std::move(platform), std::move(channels)};
}

SearchResult search_records(const SearchRequest& request,
                            const std::vector<ChannelRecords>& channels) {
  SearchResult result;
  for (const auto& channel : channels) {
    if (!channel_matches(request.spec.channel, channel.channel)) {
      continue;
    }
    for (const auto& index : channel.subdirs) {
      search_index(index, request.spec, result);
    }
  }
  std::stable_sort(result.packages.begin(), result.packages.end(), comes_before);
  if (result.packages.empty() && request.spec.name.is_exact()) {
    explain_nothing(to_lower(request.spec.name.to_string()), channels, result);
  }
  return result;
}

SearchResult search_packages(const SearchRequest& request,
                             const Config& config,
                             FileSystem& files,
                             ColdPath& cold_path,
                             const ColdPathOptions& options) {
  SubdirCache cache = make_subdir_cache(files, config);
  WantedNames wanted{{}, ShardReach::names_only};
  if (request.spec.name.is_exact()) {
    wanted.names.push_back(to_lower(request.spec.name.to_string()));
  }
  const LoadedChannelRecords loaded =
      load_channel_records(request.channels, request.platform, cache, cold_path, options, wanted);
  return search_records(request, loaded.channels);
}

} // namespace etalon
