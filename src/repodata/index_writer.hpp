#pragma once

#include "index_layout.hpp"
#include "intern_tables.hpp"

#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Collects records and writes the file that index_layout.hpp describes.
class IndexWriter {
public:
  StringTable strings;
  ListTable lists;
  std::vector<RecordEntry> records; // in the source's order
  std::uint32_t skipped_records = 0;

  struct Origin {
    std::string_view subdir;
    std::string_view channel;
    std::string_view base_url;
    // Of a sharded subdir; source_id is 0 else.
    std::string_view shards_base_url = {};
    std::uint64_t source_id = 0;
  };

  struct Shard {
    std::uint32_t name; // string number
    ShardEntry entry;
  };

  // Of a sharded subdir: all names that it has. Records are of these names only.
  std::vector<Shard> shards;

  // Takes room for some hundred thousand records where it is to be had. Memory that is not written
  // to costs nothing; tables that grow by doubling copy themselves, and touch twice what they need.
  void expect_many_records();

  // A file that is not offered, although there may be a record of it.
  void add_removed(std::string_view file_name);

  // Sorts by name, keeps one record of each build - that of the .conda rather than the .tar.bz2, of
  // the later revision, the last of those that are there twice - and replaces `out` atomically. The
  // writer is spent afterwards.
  void save(FileSystem& files, const std::filesystem::path& out, const Origin& origin);

private:
  void drop_removed();
  std::vector<NameEntry> sort_by_name();
  void drop_second_records(std::vector<NameEntry>& names);
  [[nodiscard]] std::vector<ShardEntry> shards_of(const std::vector<NameEntry>& names) const;

  std::vector<std::string> m_removed_files;
  std::vector<std::uint32_t> m_order; // of the records in the file: their places in `records`
};

} // namespace etalon
