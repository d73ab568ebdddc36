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

// The indexes of `channels` in their order: those that are fresh are mapped, the others fetched in
// parallel. Throws Error{network} or Error{not_found} for a channel that has neither folder, naming
// the channel and what may be wrong, and Error{network} for one that is in no cache where the
// network is not to be used.
std::vector<ChannelRecords> load_channel_records(const std::vector<Channel>& channels,
                                                 const Platform& platform,
                                                 SubdirCache& cache,
                                                 ColdPath& cold_path,
                                                 const ColdPathOptions& options);

} // namespace etalon
