#pragma once

#include "index_layout.hpp"
#include "intern_tables.hpp"

#include <etalon/util/file_system.hpp>

#include <filesystem>
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
  };

  // Sorts by name, keeps the .conda of builds that are there as .tar.bz2 too, and replaces `out`
  // atomically. The writer is spent afterwards.
  void save(FileSystem& files, const std::filesystem::path& out, const Origin& origin);

private:
  void drop_second_formats();
  std::vector<NameEntry> sort_by_name();
};

} // namespace etalon
