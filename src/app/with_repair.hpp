#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>

#include <vector>

namespace etalon {

// Whether the indexes are whole again, at least one of which was not.
inline bool repair_indexes(const std::vector<ChannelRecords>& channels) {
  bool repaired = false;
  for (const ChannelRecords& channel : channels) {
    for (const RecordIndex& index : channel.subdirs) {
      repaired = index.repair() || repaired;
    }
  }
  return repaired;
}

// What `resolve` returns, which reads the indexes. Records are read in place: that a block of an
// index is damaged may turn out at any of them; then the index is made again, and so is the answer.
template <typename Resolve>
auto with_repair(const std::vector<ChannelRecords>& channels, const Resolve& resolve) {
  try {
    return resolve();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt || !repair_indexes(channels)) {
      throw;
    }
    log_debug(error.message() + "; it was made again");
  }
  return resolve();
}

} // namespace etalon
