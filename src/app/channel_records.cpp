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
      indexes.push_back(cache.find_fresh(channel, subdir));
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
