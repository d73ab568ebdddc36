#pragma once

#include <etalon/util/file_system.hpp>

#include <atomic>
#include <filesystem>

namespace etalon {

enum class SharedBy { reflink, hard_link, copy };

// Brings files from one file system to the prefix in the cheapest way that works between the two:
// reflink, then hard link, then copy. What the file systems cannot do is found out with the first
// file and not tried again. Any number of threads may use one.
class FileSharing {
public:
  explicit FileSharing(FileSystem& files) : m_files(files) {}

  SharedBy place(const std::filesystem::path& from, const std::filesystem::path& to);

private:
  FileSystem& m_files;
  std::atomic<SharedBy> m_best{SharedBy::reflink};
  std::atomic<bool> m_has_linked{false};
};

} // namespace etalon
