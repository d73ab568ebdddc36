#include "archive_stream.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <utility>

namespace etalon {
namespace {

constexpr std::size_t k_read_block = std::size_t{256} << 10U;

// libarchive keeps a name as it was found, in the locale's encoding or in UTF-8: in the C locale a
// name of a pax record that is not ASCII exists as UTF-8 only.
std::string either(const char* as_written, const char* as_utf8) {
  if (as_written != nullptr) {
    return as_written;
  }
  return as_utf8 != nullptr ? as_utf8 : "";
}

StreamMember::Kind kind_of(::archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_hardlink_utf8(entry) != nullptr) {
    return StreamMember::Kind::hard_link;
  }
  switch (archive_entry_filetype(entry)) {
  case AE_IFREG:
    return StreamMember::Kind::file;
  case AE_IFDIR:
    return StreamMember::Kind::directory;
  case AE_IFLNK:
    return StreamMember::Kind::symlink;
  default:
    return StreamMember::Kind::other;
  }
}

StreamMember describe(::archive_entry* entry) {
  StreamMember member;
  member.path = either(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
  member.kind = kind_of(entry);
  if (member.kind == StreamMember::Kind::symlink) {
    member.target = either(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
  } else if (member.kind == StreamMember::Kind::hard_link) {
    member.target = either(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
  }
  member.size = static_cast<std::uint64_t>(archive_entry_size(entry));
  member.mode = archive_entry_perm(entry);
  member.seconds = archive_entry_mtime(entry);
  member.nanoseconds = archive_entry_mtime_nsec(entry);
  return member;
}

::archive* new_tar_reader() {
  ::archive* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  archive_read_support_filter_bzip2(reader);
  archive_read_support_filter_zstd(reader);
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_xz(reader);
  return reader;
}

} // namespace

ArchiveStream ArchiveStream::open_zip(const std::filesystem::path& path) {
  ArchiveStream stream(nullptr);
  stream.m_reader = archive_read_new();
  archive_read_support_format_zip_seekable(stream.m_reader);
  stream.check(archive_read_open_filename(stream.m_reader, path.c_str(), k_read_block));
  return stream;
}

ArchiveStream ArchiveStream::open_tar(const std::filesystem::path& path) {
  ArchiveStream stream(nullptr);
  stream.m_reader = new_tar_reader();
  stream.check(archive_read_open_filename(stream.m_reader, path.c_str(), k_read_block));
  return stream;
}

ArchiveStream ArchiveStream::open_tar_within(ArchiveStream& outer) {
  ArchiveStream stream(&outer);
  stream.m_reader = new_tar_reader();
  // The callback gets the outer stream, which stays where it is when this object moves.
  stream.check(archive_read_open(stream.m_reader, &outer, nullptr, read_outer, nullptr));
  return stream;
}

ArchiveStream::ArchiveStream(ArchiveStream&& other) noexcept
    : m_reader(std::exchange(other.m_reader, nullptr)),
      m_outer(other.m_outer),
      m_outer_failure(std::move(other.m_outer_failure)) {}

ArchiveStream::~ArchiveStream() {
  if (m_reader != nullptr) {
    archive_read_free(m_reader);
  }
}

// No exception may cross libarchive's frames: the outer stream keeps it for failure().
::ssize_t ArchiveStream::read_outer(::archive* reader, void* stream, const void** bytes) {
  auto* outer = static_cast<ArchiveStream*>(stream);
  try {
    const std::optional<Block> block = outer->read_block();
    if (!block) {
      return 0;
    }
    *bytes = block->bytes.data();
    return static_cast<::ssize_t>(block->bytes.size());
  } catch (const Error& error) {
    outer->m_outer_failure = error;
    archive_set_error(reader, EIO, "%s", error.what());
    return -1;
  }
}

Error ArchiveStream::failure() const {
  if (m_outer != nullptr && m_outer->m_outer_failure) {
    return *m_outer->m_outer_failure;
  }
  const char* reason = archive_error_string(m_reader);
  return {ErrorKind::corrupt, reason != nullptr ? reason : "unknown reason"};
}

void ArchiveStream::check(int status) {
  if (status != ARCHIVE_OK) {
    throw failure();
  }
}

std::optional<StreamMember> ArchiveStream::next() {
  ::archive_entry* entry = nullptr;
  const int status = archive_read_next_header(m_reader, &entry);
  if (status == ARCHIVE_EOF) {
    return std::nullopt;
  }
  if (status != ARCHIVE_WARN) { // a name that the locale cannot show: either() finds it
    check(status);
  }
  return describe(entry);
}

std::optional<ArchiveStream::Block> ArchiveStream::read_block() {
  for (;;) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(m_reader, &bytes, &size, &offset);
    if (status == ARCHIVE_EOF) {
      return std::nullopt;
    }
    check(status); // a warning here is a wrong checksum or size
    if (size > 0) {
      return Block{{static_cast<const char*>(bytes), size}, static_cast<std::uint64_t>(offset)};
    }
  }
}

} // namespace etalon
