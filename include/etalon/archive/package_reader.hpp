#pragma once

#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace etalon {

// What an archive may at most unpack to; beyond it is taken for an attack.
struct ExtractionLimits {
  std::uint64_t total_bytes = 64ULL << 30U;
  std::uint64_t entries = 1'000'000;
  std::uint64_t ratio = 1000; // unpacked bytes per byte of the archive...
  std::uint64_t ratio_free_bytes = 256ULL
                                   << 20U; // ...which counts from this many unpacked bytes on
  std::size_t path_depth = 64;             // components
  std::size_t path_length = 1024;          // bytes
};

struct ExtractionOptions {
  ExtractionLimits limits;
  CancellationToken token;
};

struct ExtractedPackage {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0; // of regular files
};

// Unpacks a package archive into `directory`, which exists and is empty. What it is, its content
// decides: a ZIP is a .conda (CEP 35; metadata.json may be missing, members may be deflated), all
// else a tar, plain or compressed by bzip2, zstd, gzip or xz. Nothing is written outside
// `directory` whatever the archive holds: absolute paths, "..", members below a symbolic link or
// a file, hard links to anything but an earlier file, devices, fifos, names twice, names with
// control characters or not in UTF-8 are Error{corrupt}. Symbolic links may point anywhere.
// Files get their modification time (not later than now) and mode & 0755, never setuid or setgid.
// After an Error `directory` holds a part of the archive: the caller removes it. Errors: not_found,
// corrupt "package archive `NAME` ...", io, cancelled. May run in several threads at once.
ExtractedPackage extract_package(FileSystem& files,
                                 const std::filesystem::path& archive,
                                 const std::filesystem::path& directory,
                                 const ExtractionOptions& options = {});

// The bytes of one member below `info/` ("info/index.json"), without unpacking the payload of a
// .conda. At most 64 MiB. Errors as above; Error{corrupt} where there is none.
std::string read_info_member(const std::filesystem::path& archive, std::string_view member);

} // namespace etalon
