#include "shard_walk.hpp"

#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>

#include <algorithm>
#include <set>

namespace etalon {
namespace {

constexpr std::chrono::milliseconds k_lock_timeout = std::chrono::minutes(10);

// All at once, always in the same order: two processes cannot wait for each other.
std::vector<FileLock> lock_all(const std::vector<CacheEntry>& entries,
                               const CancellationToken& token) {
  std::set<std::filesystem::path> paths;
  for (const CacheEntry& entry : entries) {
    paths.insert(entry.lock);
  }
  std::vector<FileLock> locks;
  locks.reserve(paths.size());
  for (const std::filesystem::path& path : paths) {
    locks.emplace_back(path, LockMode::exclusive, k_lock_timeout, token);
  }
  return locks;
}

} // namespace

void SubdirCache::walk_shards(HttpClient& client,
                              const std::vector<SubdirRequest>& wanted,
                              const std::vector<std::string>& names,
                              ShardReach reach,
                              const ProgressListener& progress,
                              const CancellationToken& token) {
  std::vector<CacheEntry> entries;
  entries.reserve(wanted.size());
  for (const SubdirRequest& request : wanted) {
    entries.push_back(CacheEntry::of(m_root, request.channel, request.subdir));
  }
  m_files.create_directories(m_root);
  const std::vector<FileLock> locks = lock_all(entries, token);
  ShardWalk walk(client, progress, token);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::unique_ptr<IndexMapping> index = IndexMapping::open(entries[i].index);
    if (!index) {
      throw Error(ErrorKind::corrupt, "an index is damaged"); // and made again by the caller
    }
    walk.add_place(wanted[i], entries[i], std::move(index));
  }
  walk.fetch(names, reach);
  walk.save(m_files);
}

std::vector<RecordIndex> SubdirCache::load_shards(HttpClient& client,
                                                  const std::vector<SubdirRequest>& wanted,
                                                  const std::vector<std::string>& names,
                                                  ShardReach reach,
                                                  const ProgressListener& progress,
                                                  const CancellationToken& token) {
  // Whether any index was damaged. To verify them all takes longer than to read what is wanted of
  // them, and what is read is verified: it is done once something has turned out to be damaged.
  const auto mend = [&] {
    bool was_damaged = false;
    for (const SubdirRequest& request : wanted) {
      const auto entry = CacheEntry::of(m_root, request.channel, request.subdir);
      const std::unique_ptr<IndexMapping> index = IndexMapping::open(entry.index);
      if (!index || !index->is_whole()) {
        was_damaged = true;
        rebuild(client, request, progress, token);
      }
    }
    return was_damaged;
  };
  const auto refresh_all = [&] {
    for (const SubdirRequest& request : wanted) {
      refresh(client, request.channel, request.subdir, progress, token);
    }
  };
  try {
    walk_shards(client, wanted, names, reach, progress, token);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) {
      refresh_all(); // servers drop shards that no list names any more: ours is older than that
    } else if (error.kind() != ErrorKind::corrupt || !mend()) {
      throw;
    }
    walk_shards(client, wanted, names, reach, progress, token);
  }
  std::vector<RecordIndex> indexes;
  for (const SubdirRequest& request : wanted) {
    const CacheEntry entry = CacheEntry::of(m_root, request.channel, request.subdir);
    std::optional<RecordIndex> index = RecordIndex::open(entry.index);
    if (!index) {
      throw Error(ErrorKind::io,
                  "the index `" + entry.index.native() + "` vanished after it was written");
    }
    indexes.push_back(std::move(*index));
  }
  return indexes;
}

} // namespace etalon
