#pragma once

#include <etalon/util/file_system.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace etalon {

// By which a changed file is told from an unchanged one; all 0 for a file that does not exist.
struct FileStamp {
  std::int64_t modified_ns = 0;
  std::uint64_t size = 0;
  std::uint64_t inode = 0;

  static FileStamp of(const std::filesystem::path& path);
  bool operator==(const FileStamp&) const = default;
};

// What is known about an entry of the cache besides its records; a JSON file beside the index.
struct SubdirState {
  std::string url; // of the subdir, without credentials: for people
  // "repodata_shards.msgpack.zst", "repodata.json.zst" or "repodata.json"; empty where the subdir
  // does not exist.
  std::string file;
  std::string content_id; // of the index it belongs to
  std::string etag;
  std::string last_modified;
  std::string cache_control;
  std::int64_t fetched_ms = 0;       // since the epoch
  std::int64_t max_age_s = 0;        // from `cache_control`
  std::int64_t zst_missed_ms = 0;    // when repodata.json.zst was last found missing
  std::int64_t shards_missed_ms = 0; // when the list of shards was, or was of no use
  FileStamp zst;                     // of a file:// channel
  FileStamp json;
};

// nullopt where it is absent, damaged or of another version.
std::optional<SubdirState> find_subdir_state(const std::filesystem::path& path);

void save_subdir_state(FileSystem& files,
                       const std::filesystem::path& path,
                       const SubdirState& state);

// Seconds that an answer with this Cache-Control header counts as fresh (RFC 9111): its max-age, 0
// for no-cache and no-store, else an hour as micromamba has it.
std::int64_t max_age_of(std::string_view cache_control);

std::int64_t now_ms();

} // namespace etalon
