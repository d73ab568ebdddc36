#pragma once

#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

// Whether the records are written in shards (CEP 16) as well.
enum class ShardOutput { none, beside_the_list };

struct IndexOptions {
  std::size_t threads = 1;
  ShardOutput shards = ShardOutput::none;
  ProgressListener progress; // stage `build`, in packages
  CancellationToken token;
};

struct IndexedSubdir {
  std::string subdir;
  std::size_t packages = 0;
  std::size_t read = 0; // archives opened; the others were known by name, size and time
};

// Writes repodata.json and repodata.json.zst (CEP 36) for every subdir of the channel directory,
// always for linux-64 and noarch, and shards (shard_writer.hpp) where they are wanted. Equal
// packages give equal bytes, and files that would not change are not touched. What was read is kept
// in SUBDIR/.etalon-index.json, so that a second run opens new archives only. Errors: not_found;
// corrupt for a damaged archive, one whose index.json disagrees with its file name or subdir, and a
// .conda and .tar.bz2 of one name that differ.
std::vector<IndexedSubdir> index_channel(FileSystem& files,
                                         const std::filesystem::path& directory,
                                         const IndexOptions& options = {});

} // namespace etalon
