#pragma once

#include <etalon/model/channel.hpp>
#include <etalon/net/http_client.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/util/progress.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A folder of a channel whose records are wanted.
struct SubdirRequest {
  Channel channel;
  std::string subdir;
};

// Whether a channel that has its records in shards (CEP 16) is read that way.
enum class ShardUse { where_offered, never };

// How far a fetch of shards goes.
enum class ShardReach {
  names_only,
  dependencies, // also all names that records reached so far depend on, in any of the subdirs
};

// The indexes of the channels in use, one per channel and subdir, under `root` ("repodata-v1"). Any
// number of processes may use it at once: entries are replaced by rename, refreshes of one entry
// take turns under a lock.
class SubdirCache {
public:
  SubdirCache(FileSystem& files,
              std::filesystem::path root,
              ShardUse shards = ShardUse::where_offered);

  // Without the network. A channel of http(s): the entry while it is within the max-age that its
  // server gave (an hour where it gave none). A channel of file://: the entry while the file it
  // was made of has the same size, inode and modification time. nullopt else: refresh() it.
  [[nodiscard]] std::optional<RecordIndex> find_fresh(const Channel& channel,
                                                      std::string_view subdir) const;

  // However old: for work without a network.
  [[nodiscard]] std::optional<RecordIndex> find_any(const Channel& channel,
                                                    std::string_view subdir) const;

  // Asks the server whether the entry still holds (If-None-Match, If-Modified-Since) and fetches
  // the list of shards (from http(s) only: shards without their records, for load_shards()), else
  // repodata.json.zst, else repodata.json. A server that had no shards or no .zst is asked for them
  // again after a week. A subdir that does not exist gives an empty index; that no subdir of a
  // channel exists is for the caller to notice (subdir_exists()). Cold path.
  RecordIndex refresh(HttpClient& client,
                      const Channel& channel,
                      std::string_view subdir,
                      const ProgressListener& progress,
                      const CancellationToken& token);

  // The indexes of `wanted`, in their order, with the records of `names` and what `reach` adds:
  // fetches the shards that are missing, verifies each by its hash and writes them into the
  // indexes. Where a shard is gone from the server the lists are refreshed, once. Cold path.
  std::vector<RecordIndex> load_shards(HttpClient& client,
                                       const std::vector<SubdirRequest>& wanted,
                                       const std::vector<std::string>& names,
                                       ShardReach reach,
                                       const ProgressListener& progress,
                                       const CancellationToken& token);

  // The index made again where its file is damaged. Cold path.
  RecordIndex rebuild(HttpClient& client,
                      const SubdirRequest& wanted,
                      const ProgressListener& progress,
                      const CancellationToken& token);

  // Whether the last refresh found the subdir on the server; true where there is no entry.
  [[nodiscard]] bool subdir_exists(const Channel& channel, std::string_view subdir) const;

private:
  void walk_shards(HttpClient& client,
                   const std::vector<SubdirRequest>& wanted,
                   const std::vector<std::string>& names,
                   ShardReach reach,
                   const ProgressListener& progress,
                   const CancellationToken& token);

  FileSystem& m_files;
  std::filesystem::path m_root;
  ShardUse m_shards;
};

} // namespace etalon
