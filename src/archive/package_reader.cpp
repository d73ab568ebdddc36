#include "archive_stream.hpp"
#include "member_guard.hpp"

#include <etalon/archive/package_reader.hpp>
#include <etalon/util/error.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_max_info_bytes = 64U << 20U;
constexpr std::uint64_t k_max_metadata_bytes = 64U << 10U;

bool has_prefix(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// "info-NAME.tar.zst", whatever the compression is called.
bool is_inner_archive(std::string_view name, std::string_view part) {
  return has_prefix(name, part) && name.find(".tar") != std::string_view::npos;
}

std::string file_name(const fs::path& archive) {
  return archive.filename().string();
}

Error damaged(const fs::path& archive, std::string reason) {
  return Error(ErrorKind::corrupt, std::move(reason))
      .while_doing("package archive `" + file_name(archive) + "` is truncated or damaged");
}

// Guards speak as Error{refused} and streams as Error{corrupt}, both with the bare reason: here
// they get the archive's name. Errors of the disk pass.
[[noreturn]] void rethrow_with_name(const Error& error, const fs::path& archive) {
  if (error.kind() == ErrorKind::refused) {
    throw Error(ErrorKind::corrupt, error.message())
        .while_doing("package archive `" + file_name(archive) + "` is not safe to unpack");
  }
  if (error.kind() == ErrorKind::corrupt) {
    throw damaged(archive, error.message());
  }
  throw Error(error);
}

std::uint64_t size_of(const fs::path& archive) {
  std::error_code failure;
  const std::uint64_t size = fs::file_size(archive, failure);
  if (failure == std::errc::no_such_file_or_directory) {
    throw Error(ErrorKind::not_found, "package archive `" + archive.string() + "` does not exist");
  }
  if (failure) {
    throw system_error("read", archive.string(), failure.value());
  }
  return size;
}

bool is_zip(const fs::path& archive) {
  std::array<char, 4> start{};
  std::ifstream(archive, std::ios::binary).read(start.data(), start.size());
  const std::string_view magic(start.data(), start.size());
  return magic == "PK\x03\x04" || magic == "PK\x05\x06"; // a tar may begin with "PKG-INFO"
}

std::string read_content(ArchiveStream& stream, std::uint64_t limit) {
  std::string content;
  while (const auto block = stream.read_block()) {
    if (block->offset != content.size() || block->bytes.size() > limit - content.size()) {
      throw Error(ErrorKind::refused, "a metadata member is too large");
    }
    content += block->bytes;
  }
  return content;
}

void drain(ArchiveStream& stream) {
  while (stream.read_block()) {
  }
}

// Format 2 is the only one there is (CEP 35). The value is searched for, not parsed: this module
// knows no JSON, and a number after the key is all that matters.
void check_format_version(const std::string& metadata) {
  constexpr std::string_view k_key = "\"conda_pkg_format_version\"";
  std::size_t at = metadata.find(k_key);
  if (at == std::string::npos) {
    throw Error(ErrorKind::corrupt, "its `metadata.json` has no `conda_pkg_format_version`");
  }
  at = metadata.find_first_not_of(" \t\r\n:", at + k_key.size());
  const std::size_t end = metadata.find_first_of(" \t\r\n,}", std::min(at, metadata.size()));
  const std::string version = at == std::string::npos ? "" : metadata.substr(at, end - at);
  if (version != "2") {
    throw Error(ErrorKind::corrupt,
                "its `conda_pkg_format_version` is `" + version + "`, and only 2 is known");
  }
}

class Extraction {
public:
  Extraction(FileSystem& files,
             const fs::path& directory,
             std::uint64_t archive_bytes,
             const ExtractionOptions& options)
      : m_directory(files.open_directory(directory)),
        m_guard(options.limits, archive_bytes),
        m_token(options.token),
        m_now(std::time(nullptr)) {}

  void unpack_conda(ArchiveStream& zip) {
    bool has_info = false;
    bool has_payload = false;
    while (const auto member = zip.next()) {
      if (member->path == "metadata.json") {
        check_format_version(read_content(zip, k_max_metadata_bytes));
      } else if (is_inner_archive(member->path, "info-")) {
        unpack_inner(zip, has_info, "info");
      } else if (is_inner_archive(member->path, "pkg-")) {
        unpack_inner(zip, has_payload, "pkg");
      }
    }
    if (!has_info || !has_payload) {
      throw Error(ErrorKind::corrupt,
                  std::string("it has no `") + (has_info ? "pkg" : "info") + "-*.tar.zst`");
    }
  }

  void unpack_tar(ArchiveStream& tar) {
    while (const auto member = tar.next()) {
      m_token.throw_if_cancelled();
      unpack_member(tar, *member);
    }
  }

  ExtractedPackage finish() {
    if (!m_has_index) {
      throw Error(ErrorKind::corrupt, "it has no `info/index.json`");
    }
    return {m_guard.entries(), m_guard.bytes()};
  }

private:
  void unpack_inner(ArchiveStream& zip, bool& seen, const std::string& part) {
    if (seen) {
      throw Error(ErrorKind::refused, "it has two `" + part + "-*.tar.zst`");
    }
    seen = true;
    ArchiveStream tar = ArchiveStream::open_tar_within(zip);
    unpack_tar(tar);
    drain(zip); // to its end, where its checksum is compared
  }

  void unpack_member(ArchiveStream& tar, const StreamMember& member) {
    const std::string path = m_guard.clean_path(member.path);
    if (path.empty()) { // "./"
      if (member.kind != StreamMember::Kind::directory) {
        throw Error(ErrorKind::refused, "the member `" + member.path + "` has no name");
      }
      return;
    }
    switch (member.kind) {
    case StreamMember::Kind::file:
      m_guard.admit(path, MemberGuard::Kind::file);
      write_file(tar, member, path);
      m_has_index = m_has_index || path == "info/index.json";
      break;
    case StreamMember::Kind::directory:
      if (m_guard.admit(path, MemberGuard::Kind::directory) == MemberGuard::Verdict::create) {
        m_directory->create_directory(path, 0755);
      }
      break;
    case StreamMember::Kind::symlink:
      m_guard.admit(path, MemberGuard::Kind::symlink);
      m_directory->create_symlink(m_guard.clean_target(member.target, path), path);
      break;
    case StreamMember::Kind::hard_link: {
      const std::string target = m_guard.clean_path(member.target);
      m_guard.check_hard_link(path, target);
      m_guard.admit(path, MemberGuard::Kind::file);
      m_directory->create_hard_link(target, path);
      break;
    }
    case StreamMember::Kind::other:
      throw Error(ErrorKind::refused,
                  "the member `" + path + "` is neither a file, a directory nor a link");
    }
  }

  void write_file(ArchiveStream& tar, const StreamMember& member, const std::string& path) {
    const std::unique_ptr<FileWriter> file =
        m_directory->create_file(path, (member.mode & 0755U) | 0400U);
    std::uint64_t written = 0;
    while (const auto block = tar.read_block()) {
      m_token.throw_if_cancelled();
      fill(*file, written, block->offset);
      m_guard.count_bytes(block->bytes.size());
      file->write(block->bytes);
      written += block->bytes.size();
    }
    fill(*file, written, member.size);
    file->close();
    // Compiled Python files hold their source's time, so times must stay; but one in the future
    // would make a file look changed after it was unpacked.
    const bool in_range = member.seconds >= 0 && member.seconds < m_now;
    m_directory->set_modification_time(path,
                                       in_range             ? member.seconds
                                       : member.seconds < 0 ? 0
                                                            : m_now,
                                       in_range ? member.nanoseconds : 0);
  }

  // Holes of sparse files.
  void fill(FileWriter& file, std::uint64_t& written, std::uint64_t end) {
    static constexpr std::array<char, std::size_t{64} << 10U> k_zeros{};
    while (written < end) {
      m_token.throw_if_cancelled();
      const auto count = std::min<std::uint64_t>(end - written, k_zeros.size());
      m_guard.count_bytes(count);
      file.write({k_zeros.data(), static_cast<std::size_t>(count)});
      written += count;
    }
  }

  std::unique_ptr<DirectoryWriter> m_directory;
  MemberGuard m_guard;
  CancellationToken m_token;
  std::int64_t m_now;
  bool m_has_index = false;
};

std::optional<std::string>
find_in_tar(ArchiveStream& tar, std::string_view wanted, MemberGuard& guard) {
  while (const auto member = tar.next()) {
    if (guard.clean_path(member->path) == wanted && member->kind == StreamMember::Kind::file) {
      return read_content(tar, k_max_info_bytes);
    }
    guard.count_bytes(member->size);
  }
  return std::nullopt;
}

std::optional<std::string> find_in_archive(const fs::path& archive, std::string_view wanted) {
  MemberGuard guard(ExtractionLimits(), size_of(archive));
  if (!is_zip(archive)) {
    ArchiveStream tar = ArchiveStream::open_tar(archive);
    return find_in_tar(tar, wanted, guard);
  }
  ArchiveStream zip = ArchiveStream::open_zip(archive);
  while (const auto member = zip.next()) {
    if (member->path == "metadata.json") {
      check_format_version(read_content(zip, k_max_metadata_bytes));
    } else if (is_inner_archive(member->path, "info-")) {
      ArchiveStream tar = ArchiveStream::open_tar_within(zip);
      return find_in_tar(tar, wanted, guard);
    }
  }
  throw Error(ErrorKind::corrupt, "it has no `info-*.tar.zst`");
}

} // namespace

ExtractedPackage extract_package(FileSystem& files,
                                 const fs::path& archive,
                                 const fs::path& directory,
                                 const ExtractionOptions& options) {
  const std::uint64_t archive_bytes = size_of(archive);
  try {
    Extraction extraction(files, directory, archive_bytes, options);
    if (is_zip(archive)) {
      ArchiveStream zip = ArchiveStream::open_zip(archive);
      extraction.unpack_conda(zip);
    } else {
      ArchiveStream tar = ArchiveStream::open_tar(archive);
      extraction.unpack_tar(tar);
    }
    return extraction.finish();
  } catch (const Error& error) {
    rethrow_with_name(error, archive);
  }
}

std::string read_info_member(const fs::path& archive, std::string_view member) {
  try {
    std::optional<std::string> content = find_in_archive(archive, member);
    if (!content) {
      throw Error(ErrorKind::corrupt, "it has no `" + std::string(member) + "`");
    }
    return *std::move(content);
  } catch (const Error& error) {
    rethrow_with_name(error, archive);
  }
}

} // namespace etalon
