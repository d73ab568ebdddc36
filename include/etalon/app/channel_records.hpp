#pragma once

#include <etalon/app/cold_path.hpp>
#include <etalon/model/platform.hpp>

#include <vector>

namespace etalon {

// What a channel offers for one platform: its own folder's index and noarch's.
struct ChannelRecords {
  Channel channel;
  std::vector<RecordIndex> subdirs;
};

struct LoadedChannelRecords {
  std::vector<ChannelRecords> channels;
  double fetch_seconds = 0; // what refreshing and fetching took
};

// What the indexes are going to be asked for: of channels in shards it is fetched together.
struct WantedNames {
  std::vector<std::string> names;
  ShardReach reach = ShardReach::dependencies;
};

// The names that specs ask for, without those that are patterns.
std::vector<std::string> names_of_specs(const std::vector<std::string>& specs);

// The cache that `config` says.
SubdirCache make_subdir_cache(FileSystem& files, const Config& config);

// The indexes of `channels` in their order: those that are fresh are mapped, the others fetched in
// parallel. What `wanted` has left out of a channel in shards is fetched when it is asked for, what
// is damaged made again: `cold_path` and the file system of `cache` must outlive the indexes.
// Throws Error{network} or Error{not_found} for a channel that has neither folder, naming the
// channel and what may be wrong, and Error{network} for one that is in no cache where the network
// is not to be used.
LoadedChannelRecords load_channel_records(const std::vector<Channel>& channels,
                                          const Platform& platform,
                                          SubdirCache& cache,
                                          ColdPath& cold_path,
                                          const ColdPathOptions& options,
                                          const WantedNames& wanted = {});

} // namespace etalon
