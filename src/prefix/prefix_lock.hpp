#pragma once

#include <etalon/util/file_lock.hpp>
#include <etalon/util/file_system.hpp>

#include <chrono>
#include <filesystem>
#include <optional>

namespace etalon {

// One writer per prefix: the lock on `lock_file`, whose directory is made; nullopt where the path
// is empty.
inline std::optional<FileLock> lock_prefix(FileSystem& files,
                                           const std::filesystem::path& lock_file,
                                           std::chrono::milliseconds timeout) {
  if (lock_file.empty()) {
    return std::nullopt;
  }
  files.create_directories(lock_file.parent_path());
  return FileLock(lock_file, LockMode::exclusive, timeout);
}

} // namespace etalon
