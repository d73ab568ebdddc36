#include "stopwatch.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace etalon {

namespace {

bool is_local(const Channel& channel) {
  return channel.url.starts_with("file:");
}

Error no_such_channel(const Channel& channel, const Platform& platform) {
  return Error(ErrorKind::not_found,
               fmt::format("there is no channel `{}`: it has neither `{}` nor `noarch`",
                           channel.to_string(),
                           platform.subdir()),
               {"check the spelling; a channel's address holds `" + platform.subdir() +
                "/repodata.json` or `noarch/repodata.json`"});
}

Error not_in_cache(const Channel& channel) {
  return Error(ErrorKind::network,
               fmt::format("the index of channel `{}` is in no cache, and the network is not to be "
                           "used",
                           channel.to_string()),
               {"fetch it once without --offline, CONDA_OFFLINE and ETALON_OFFLINE"});
}

// What is there without a cold step; nullopt where one is needed.
std::optional<RecordIndex> find_index(const Channel& channel,
                                      const std::string& subdir,
                                      const SubdirCache& cache,
                                      NetworkUse network) {
  auto index = cache.find_fresh(channel, subdir);
  if (index || network == NetworkUse::allowed || is_local(channel)) {
    return index;
  }
  index = cache.find_any(channel, subdir);
  if (!index) {
    throw not_in_cache(channel);
  }
  return index;
}

Error shards_not_in_cache(const std::vector<std::string>& names) {
  return Error(ErrorKind::network,
               fmt::format("the records of `{}` are in no cache, and the network is not to be used",
                           names.front()),
               {"fetch them once without --offline, CONDA_OFFLINE and ETALON_OFFLINE"});
}

// The subdirs of one request, and what is known to be asked of them: what the supplies of their
// indexes share.
struct RequestedRecords {
  std::vector<SubdirRequest> subdirs;
  WantedNames wanted;
  SubdirCache cache;
  ColdPath& cold_path;
  ColdPathOptions options;

  // All of them, with what `missing` and `wanted` reach.
  std::vector<RecordIndex> load(const std::vector<std::string>& missing) {
    if (options.network == NetworkUse::forbidden) {
      throw shards_not_in_cache(missing);
    }
    for (const std::string& name : missing) {
      if (std::find(wanted.names.begin(), wanted.names.end(), name) == wanted.names.end()) {
        wanted.names.push_back(name);
      }
    }
    return cold_path.load_shards(cache, subdirs, wanted.names, wanted.reach, options);
  }

  RecordIndex rebuild(const SubdirRequest& subdir) {
    if (options.network == NetworkUse::forbidden && !is_local(subdir.channel)) {
      throw not_in_cache(subdir.channel);
    }
    return cold_path.rebuild_repodata(cache, subdir, options);
  }
};

void load_wanted_shards(std::vector<std::optional<RecordIndex>>& indexes,
                        RequestedRecords& request) {
  if (request.options.network == NetworkUse::forbidden) {
    return; // what is needed and missing is told when it is asked for
  }
  const bool is_complete =
      std::all_of(indexes.begin(), indexes.end(), [&](const std::optional<RecordIndex>& index) {
        return !index->is_sharded() ||
               std::all_of(request.wanted.names.begin(),
                           request.wanted.names.end(),
                           [&](const std::string& name) { return index->is_loaded(name); });
      });
  if (is_complete) {
    return;
  }
  std::vector<RecordIndex> loaded = request.load({});
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    indexes[i] = std::move(loaded[i]);
  }
}

void supply(RecordIndex& index,
            std::size_t place,
            const std::shared_ptr<RequestedRecords>& request) {
  index.set_supply({[request, place](const std::vector<std::string>& names) {
                      return std::move(request->load(names)[place]);
                    },
                    [request, place] { return request->rebuild(request->subdirs[place]); }});
}

// The fresh indexes of the request's subdirs are mapped, the others fetched.
std::vector<std::optional<RecordIndex>> find_or_fetch(RequestedRecords& request) {
  std::vector<std::optional<RecordIndex>> indexes;
  std::vector<SubdirRequest> stale;
  std::vector<std::size_t> stale_places;
  for (const SubdirRequest& subdir : request.subdirs) {
    indexes.push_back(
        find_index(subdir.channel, subdir.subdir, request.cache, request.options.network));
    if (!indexes.back()) {
      stale.push_back(subdir);
      stale_places.push_back(indexes.size() - 1);
    }
  }
  if (!stale.empty()) {
    auto refreshed = request.cold_path.refresh_repodata(request.cache, stale, request.options);
    for (std::size_t i = 0; i < refreshed.size(); ++i) {
      indexes[stale_places[i]] = std::move(refreshed[i]);
    }
  }
  load_wanted_shards(indexes, request);
  return indexes;
}

} // namespace

std::vector<std::string> names_of_specs(const std::vector<std::string>& specs) {
  std::vector<std::string> names;
  for (const std::string& text : specs) {
    try {
      const MatchSpec spec = MatchSpec::parse(text);
      if (spec.name.is_exact()) {
        names.push_back(to_lower(spec.name.to_string()));
      }
    } catch (const Error&) { // is told by whoever needs it
    }
  }
  return names;
}

SubdirCache make_subdir_cache(FileSystem& files, const Config& config) {
  return {files,
          config.repodata_cache(),
          config.repodata_use_shards.value ? ShardUse::where_offered : ShardUse::never};
}

LoadedChannelRecords load_channel_records(const std::vector<Channel>& channels,
                                          const Platform& platform,
                                          SubdirCache& cache,
                                          ColdPath& cold_path,
                                          const ColdPathOptions& options,
                                          const WantedNames& wanted) {
  const auto request =
      std::make_shared<RequestedRecords>(RequestedRecords{{}, wanted, cache, cold_path, options});
  for (const auto& channel : channels) {
    request->subdirs.push_back({channel, platform.subdir()});
    request->subdirs.push_back({channel, "noarch"});
  }
  Stopwatch watch;
  auto indexes = find_or_fetch(*request);
  LoadedChannelRecords loaded{{}, watch.lap()};
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (!cache.subdir_exists(channels[i], platform.subdir()) &&
        !cache.subdir_exists(channels[i], "noarch")) {
      throw no_such_channel(channels[i], platform);
    }
    ChannelRecords records{channels[i], {}};
    for (const std::size_t place : {2 * i, 2 * i + 1}) {
      supply(*indexes[place], place, request);
      records.subdirs.push_back(std::move(*indexes[place]));
    }
    loaded.channels.push_back(std::move(records));
  }
  return loaded;
}

} // namespace etalon
