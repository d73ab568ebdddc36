#pragma once

#include <etalon/util/cancellation.hpp>

#include <chrono>
#include <filesystem>

namespace etalon {

enum class LockMode { shared, exclusive };

// An advisory lock on a file (open file description lock, so it also excludes threads), released on
// destruction or death. The exclusive owner writes its pid into the file. Waits up to `timeout`,
// then throws Error{refused} that names the owner's pid; Error{cancelled} when `token` fires.
class FileLock {
public:
  FileLock(const std::filesystem::path& path,
           LockMode mode,
           std::chrono::milliseconds timeout,
           const CancellationToken& token = CancellationToken());
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

private:
  int m_descriptor = -1;
};

} // namespace etalon
