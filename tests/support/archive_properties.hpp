#pragma once

#include <etalon/archive/package_reader.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace etalon {

// Bytes as a file that is never on a disk.
class MemoryFile {
public:
  explicit MemoryFile(std::string_view bytes) : m_descriptor(::memfd_create("archive", 0)) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(m_descriptor, bytes.data(), bytes.size());
      if (count <= 0) {
        throw std::runtime_error("cannot write to memory");
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  ~MemoryFile() { ::close(m_descriptor); }

  [[nodiscard]] std::filesystem::path path() const {
    return "/proc/self/fd/" + std::to_string(m_descriptor);
  }

private:
  int m_descriptor;
};

// What does not hold for these bytes as an archive, empty where all is well: they are a package or
// corrupt, and unpacking them makes nothing beside the target directory.
inline std::string broken_archive_property(std::string_view bytes) {
  const MemoryFile archive(bytes);
  const auto files = make_posix_file_system();
  const TemporaryDirectory scratch(*files, std::filesystem::temp_directory_path(), "archive-fuzz");
  const std::filesystem::path target = scratch.path() / "a/b/target";
  files->create_directories(target);
  ExtractionOptions options;
  options.limits.total_bytes = std::uint64_t{1} << 20U;
  options.limits.entries = 1000;
  try {
    extract_package(*files, archive.path(), target, options);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) {
      return std::string("unpacking it is not corrupt but: ") + error.what();
    }
  }
  try {
    read_info_member(archive.path(), "info/index.json");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) {
      return std::string("reading it is not corrupt but: ") + error.what();
    }
  }
  for (const char* parent : {"", "a", "a/b"}) {
    const std::filesystem::directory_iterator items(scratch.path() / parent);
    if (std::distance(begin(items), end(items)) != 1) {
      return "something was made beside the target";
    }
  }
  return "";
}

} // namespace etalon
