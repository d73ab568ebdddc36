#pragma once

#include <etalon/model/channel.hpp>
#include <etalon/net/http_client.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/util/progress.hpp>

#include <filesystem>
#include <optional>
#include <string_view>

namespace etalon {

// The indexes of the channels in use, one per channel and subdir, under `root` ("repodata-v1"). Any
// number of processes may use it at once: entries are replaced by rename, refreshes of one entry
// take turns under a lock.
class SubdirCache {
public:
  SubdirCache(FileSystem& files, std::filesystem::path root);

  // Without the network. A channel of http(s): the entry while it is within the max-age that its
  // server gave (an hour where it gave none). A channel of file://: the entry while the file it
  // was made of has the same size, inode and modification time. nullopt else: refresh() it.
  [[nodiscard]] std::optional<RecordIndex> find_fresh(const Channel& channel,
                                                      std::string_view subdir) const;

  // However old: for work without a network.
  [[nodiscard]] std::optional<RecordIndex> find_any(const Channel& channel,
                                                    std::string_view subdir) const;

  // Asks the server whether the entry still holds (If-None-Match, If-Modified-Since) and fetches
  // repodata.json.zst, else repodata.json. A subdir that does not exist gives an empty index; that
  // no subdir of a channel exists is for the caller to notice (subdir_exists()). Cold path.
  RecordIndex refresh(HttpClient& client,
                      const Channel& channel,
                      std::string_view subdir,
                      const ProgressListener& progress,
                      const CancellationToken& token);

  // Whether the last refresh found the subdir on the server; true where there is no entry.
  [[nodiscard]] bool subdir_exists(const Channel& channel, std::string_view subdir) const;

private:
  FileSystem& m_files;
  std::filesystem::path m_root;
};

} // namespace etalon
