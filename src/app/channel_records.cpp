#include <etalon/app/channel_records.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <optional>

namespace etalon {

namespace {

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
  const bool on_this_machine = channel.url.rfind("file:", 0) == 0;
  if (index || network == NetworkUse::allowed || on_this_machine) {
    return index;
  }
  index = cache.find_any(channel, subdir);
  if (!index) {
    throw not_in_cache(channel);
  }
  return index;
}

} // namespace

std::vector<ChannelRecords> load_channel_records(const std::vector<Channel>& channels,
                                                 const Platform& platform,
                                                 SubdirCache& cache,
                                                 ColdPath& cold_path,
                                                 const ColdPathOptions& options) {
  std::vector<std::optional<RecordIndex>> indexes;
  std::vector<SubdirRequest> stale;
  std::vector<std::size_t> stale_places;
  for (const auto& channel : channels) {
    for (const std::string& subdir : {platform.subdir(), std::string("noarch")}) {
      indexes.push_back(find_index(channel, subdir, cache, options.network));
      if (!indexes.back()) {
        stale.push_back({channel, subdir});
        stale_places.push_back(indexes.size() - 1);
      }
    }
  }
  if (!stale.empty()) {
    auto refreshed = cold_path.refresh_repodata(cache, stale, options);
    for (std::size_t i = 0; i < refreshed.size(); ++i) {
      indexes[stale_places[i]] = std::move(refreshed[i]);
    }
  }
  std::vector<ChannelRecords> loaded;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (!cache.subdir_exists(channels[i], platform.subdir()) &&
        !cache.subdir_exists(channels[i], "noarch")) {
      throw no_such_channel(channels[i], platform);
    }
    ChannelRecords records{channels[i], {}};
    records.subdirs.push_back(std::move(*indexes[2 * i]));
    records.subdirs.push_back(std::move(*indexes[2 * i + 1]));
    loaded.push_back(std::move(records));
  }
  return loaded;
}

} // namespace etalon
