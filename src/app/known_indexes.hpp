#pragma once

#include <etalon/repodata/record_index.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A channel's folder, of which an index lies in the cache, whoever asked for it and however old.
struct KnownIndex {
  std::string channel; // as Channel::to_string()
  RecordIndex index;
};

// Those in the directory `repodata_cache` that have the name, by channel and subdir. What cannot be
// read is left out: this is for hints only.
std::vector<KnownIndex> find_known_indexes(const std::filesystem::path& repodata_cache,
                                           std::string_view name);

// All channels of which an index lies there, sorted.
std::vector<std::string> find_known_channels(const std::filesystem::path& repodata_cache);

} // namespace etalon
