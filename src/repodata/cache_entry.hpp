#pragma once

#include "subdir_state.hpp"

#include <etalon/model/channel.hpp>
#include <etalon/repodata/record_index.hpp>

#include <filesystem>
#include <optional>
#include <string_view>

namespace etalon {

// The files of one channel's subdir in the cache.
struct CacheEntry {
  std::filesystem::path index;
  std::filesystem::path state;
  std::filesystem::path lock;

  static CacheEntry
  of(const std::filesystem::path& root, const Channel& channel, std::string_view subdir);
};

struct CachedIndex {
  RecordIndex index;
  SubdirState state;
};

// The entry where both files are there and belong together.
std::optional<CachedIndex> find_cached(const CacheEntry& entry);

// The directory of a file:// channel's subdir; nullopt for other channels.
std::optional<std::filesystem::path> local_subdir(const Channel& channel, std::string_view subdir);

} // namespace etalon
