#pragma once

#include <etalon/util/error.hpp>

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

struct archive;
struct archive_entry;

namespace etalon {

// What a member of a tar or ZIP is, as libarchive tells it.
struct StreamMember {
  enum class Kind { file, directory, symlink, hard_link, other };

  std::string path;
  Kind kind = Kind::other;
  std::string target; // of links
  std::uint64_t size = 0;
  mode_t mode = 0;
  std::int64_t seconds = 0; // modification time
  std::int64_t nanoseconds = 0;
};

// The only place that speaks to libarchive: a tar (plain, bzip2, zstd, gzip, xz) or ZIP, member by
// member. All errors are Error{corrupt} with libarchive's reason, or Error{io}.
class ArchiveStream {
public:
  // A ZIP on the disk, by its central directory.
  static ArchiveStream open_zip(const std::filesystem::path& path);
  // A tar on the disk.
  static ArchiveStream open_tar(const std::filesystem::path& path);
  // A tar that is the current member of `outer`, which must outlive it and not move meanwhile.
  static ArchiveStream open_tar_within(ArchiveStream& outer);

  ArchiveStream(const ArchiveStream&) = delete;
  ArchiveStream& operator=(const ArchiveStream&) = delete;
  ArchiveStream(ArchiveStream&& other) noexcept;
  ArchiveStream& operator=(ArchiveStream&&) = delete;
  ~ArchiveStream();

  // The next member, past whatever of the current one was not read; nullopt at the end.
  std::optional<StreamMember> next();

  struct Block {
    std::string_view bytes;
    std::uint64_t offset = 0; // in the member: what lies between blocks is zeros
  };

  // The next bytes of the current member, valid until the next call; nullopt at its end.
  std::optional<Block> read_block();

private:
  explicit ArchiveStream(ArchiveStream* outer) : m_outer(outer) {}

  static ::ssize_t read_outer(::archive* reader, void* stream, const void** bytes);
  void check(int status);
  [[nodiscard]] Error failure() const;

  ::archive* m_reader = nullptr;
  ArchiveStream* m_outer = nullptr;
  std::optional<Error> m_outer_failure;
};

} // namespace etalon
