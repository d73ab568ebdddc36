#include "extra_files.hpp"
#include "read_link.hpp"
#include "recorded_files.hpp"

#include <etalon/prefix/verify.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <string_view>

namespace etalon {
namespace {

constexpr std::size_t k_chunk_files = 64;

// What is known of one path.
struct Expected {
  const PrefixRecord* record = nullptr;
  const PathEntry* entry = nullptr;
  const RecordedFile* recorded = nullptr; // null where linking did not record it
};

bool is_byte_code(std::string_view path) {
  return path.size() > 4 && path.substr(path.size() - 4) == ".pyc";
}

// Whether Python checks the byte code by its source's time and size, and so writes it anew when it
// pleases (PEP 552: the second word holds flags, bit 0 says "by hash").
bool is_checked_by_time(const std::string& file) {
  std::array<unsigned char, 8> header{};
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t got = ::read(descriptor, header.data(), header.size());
  ::close(descriptor);
  return got == static_cast<ssize_t>(header.size()) && (header[4] & 1U) == 0;
}

// The hash that the file should have; empty where nobody knows.
const std::string& expected_hash(const PathEntry& entry) {
  static const std::string unknown;
  if (!entry.sha256_in_prefix.empty()) {
    return entry.sha256_in_prefix;
  }
  return entry.prefix_placeholder.empty() ? entry.sha256 : unknown;
}

class Verifier {
public:
  Verifier(const PrefixData& data, VerifyDepth depth, const CancellationToken& token)
      : m_data(data),
        m_depth(depth),
        m_token(token),
        m_recorded(load_recorded_files(data.prefix)),
        m_prefix(data.prefix.native()) {}

  VerifyReport run() {
    const std::vector<Expected> expected = collect();
    ThreadPool pool(available_cpus());
    for (std::size_t begin = 0; begin < expected.size(); begin += k_chunk_files) {
      const std::size_t end = std::min(begin + k_chunk_files, expected.size());
      pool.submit([this, &expected, begin, end] {
        for (std::size_t i = begin; i < end; ++i) {
          m_token.throw_if_cancelled();
          check(expected[i]);
        }
      });
    }
    pool.wait();
    for (std::string& path : find_extra_files(m_data)) {
      m_report.findings.push_back({FindingKind::extra, std::move(path), "", ""});
    }
    std::sort(m_report.findings.begin(),
              m_report.findings.end(),
              [](const PathFinding& a, const PathFinding& b) { return a.path < b.path; });
    m_report.files_checked = expected.size();
    m_report.files_hashed = m_hashed;
    return std::move(m_report);
  }

private:
  std::vector<Expected> collect() {
    std::vector<Expected> all;
    for (const PrefixRecord& record : m_data.records) {
      for (const PathEntry& entry : record.paths) {
        const auto found = m_recorded.find(entry.path);
        all.push_back({&record, &entry, found == m_recorded.end() ? nullptr : &found->second});
      }
    }
    return all;
  }

  void check(const Expected& expected) {
    const PathEntry& entry = *expected.entry;
    const std::string file = m_prefix + "/" + entry.path;

    struct stat status {};

    if (::lstat(file.c_str(), &status) != 0) {
      if (errno != ENOENT && errno != ENOTDIR) {
        throw system_error("read", file, errno);
      }
      if (entry.type != PathType::pyc_file) {
        add(FindingKind::missing, expected, "");
      }
      return;
    }
    if (entry.type == PathType::directory) {
      if (!S_ISDIR(status.st_mode)) {
        add(FindingKind::wrong_type, expected, "it should be a directory");
      }
      return;
    }
    if (should_be_link(expected)) {
      check_link(expected, file, status);
      return;
    }
    // conda can be told to install by symbolic links.
    const bool may_be_link = expected.record->link_type == LinkType::softlink;
    if (may_be_link && S_ISLNK(status.st_mode) && ::stat(file.c_str(), &status) != 0) {
      add(FindingKind::missing, expected, "the symbolic link leads nowhere");
      return;
    }
    // Records with a bare list of files do not say what they are.
    const bool is_undescribed = expected.recorded == nullptr && entry.type == PathType::hardlink &&
                                entry.size == 0 && expected_hash(entry).empty();
    if (is_undescribed && S_ISLNK(status.st_mode)) {
      return;
    }
    if (!S_ISREG(status.st_mode)) {
      add(FindingKind::wrong_type, expected, "it should be a regular file");
      return;
    }
    check_file(expected, file, status);
  }

  static bool should_be_link(const Expected& expected) {
    return expected.recorded != nullptr ? expected.recorded->is_symlink
                                        : expected.entry->type == PathType::softlink;
  }

  void check_link(const Expected& expected, const std::string& file, const struct stat& status) {
    if (!S_ISLNK(status.st_mode)) {
      add(FindingKind::wrong_type, expected, "it should be a symbolic link");
      return;
    }
    if (expected.recorded == nullptr) {
      return;
    }
    const std::string target = read_link(file);
    if (target != expected.recorded->symlink_target) {
      add(FindingKind::changed,
          expected,
          fmt::format(
              "it leads to `{}` instead of `{}`", target, expected.recorded->symlink_target));
    }
  }

  void check_file(const Expected& expected, const std::string& file, const struct stat& status) {
    const std::optional<std::uint64_t> wanted_size = expected_size(expected);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (wanted_size && *wanted_size != size) {
      add_changed(expected, file, fmt::format("{} bytes instead of {}", size, *wanted_size));
      return;
    }
    const std::int64_t time =
        static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
    // A touched file, or one restored from a backup, may well be the same.
    const bool looks_touched =
        expected.recorded != nullptr && expected.recorded->modification_time_ns != time;
    const std::string& hash = expected_hash(*expected.entry);
    if (hash.empty() || (m_depth == VerifyDepth::quick && !looks_touched)) {
      return;
    }
    ++m_hashed;
    if (sha256_file(file) != hash) {
      add_changed(expected, file, "other bytes");
    }
  }

  static std::optional<std::uint64_t> expected_size(const Expected& expected) {
    const PathEntry& entry = *expected.entry;
    if (expected.recorded != nullptr) {
      return expected.recorded->size;
    }
    const bool keeps_size = entry.prefix_placeholder.empty() || entry.file_mode == FileMode::binary;
    const bool is_known = entry.type == PathType::hardlink && keeps_size &&
                          (entry.size != 0 || !entry.sha256.empty());
    return is_known ? std::optional(entry.size) : std::nullopt;
  }

  void add_changed(const Expected& expected, const std::string& file, std::string detail) {
    if (is_byte_code(file) && is_checked_by_time(file)) {
      return;
    }
    add(FindingKind::changed, expected, std::move(detail));
  }

  void add(FindingKind kind, const Expected& expected, std::string detail) {
    const std::lock_guard<std::mutex> guard(m_mutex);
    m_report.findings.push_back({kind,
                                 expected.entry->path,
                                 expected.record->repodata.package.dist_name(),
                                 std::move(detail)});
  }

  const PrefixData& m_data;
  VerifyDepth m_depth;
  const CancellationToken& m_token;
  RecordedFiles m_recorded;
  std::string m_prefix;
  std::mutex m_mutex;
  VerifyReport m_report;
  std::atomic<std::size_t> m_hashed{0};
};

} // namespace

bool VerifyReport::is_intact() const {
  return std::all_of(findings.begin(), findings.end(), [](const PathFinding& finding) {
    return finding.kind == FindingKind::extra;
  });
}

VerifyReport
verify_prefix(const PrefixData& data, VerifyDepth depth, const CancellationToken& token) {
  return Verifier(data, depth, token).run();
}

} // namespace etalon
