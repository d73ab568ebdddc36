#pragma once

#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// One member of an archive to be written.
struct ArchiveMember {
  enum class Kind { file, symlink, directory };

  std::string path; // relative, '/'-separated
  Kind kind = Kind::file;
  bool executable = false;      // files: mode 0755, else 0644
  std::uint64_t size = 0;       // files read from `source`: bytes they must have
  std::filesystem::path source; // files: where the bytes are read; empty: they are `content`
  std::string content;          // bytes of a file without source; target of a symlink
};

// What goes into a .conda (CEP 35): the payload and the `info/` folder, each in the order given.
struct CondaContents {
  std::string dist_name; // "name-version-build": names the inner archives
  std::vector<ArchiveMember> package;
  std::vector<ArchiveMember> info;
  std::int64_t modification_time = 0; // of every member, seconds since the epoch
};

struct CondaWriteOptions {
  int compression_level = 19; // zstd, 1..19
  std::size_t threads = 1;    // has no influence on the bytes
  CancellationToken token;
  std::function<void(std::uint64_t written)> on_progress; // bytes of members so far
};

struct WrittenArchive {
  std::uint64_t size = 0;
  std::string sha256;
  std::string md5;
};

// Writes `path` anew: a ZIP of stored members metadata.json, pkg-NAME.tar.zst, info-NAME.tar.zst.
// Owner 0, no user names, modes 0644 and 0755, so equal contents give equal bytes. Files are
// streamed; the inner archives pass through temporary files beside `path`. An Error leaves nothing
// behind. Error{refused} where a source changed its size, Error{usage} for a level out of range.
WrittenArchive write_conda(FileSystem& files,
                           const std::filesystem::path& path,
                           const CondaContents& contents,
                           const CondaWriteOptions& options);

// `bytes` as one zstd frame with checksum.
std::string compress_zstd(std::string_view bytes, int level);

} // namespace etalon
