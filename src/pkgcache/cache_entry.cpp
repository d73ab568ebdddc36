#include "cache_entry.hpp"

#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/prefix_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <optional>

namespace etalon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_digits_in_name = 16;

// One name of a directory, whatever a channel says: no '/', no hidden names, nothing to escape.
void check_component(const std::string& name) {
  const bool is_safe =
      !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_.-+!~").find(c) != std::string_view::npos;
      });
  if (!is_safe) {
    throw Error(ErrorKind::corrupt, "`" + name + "` cannot be the name of a package file");
  }
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "CHANNEL/linux-64/numpy-1.26.0-py311_0.conda" in its parts.
struct PackagePlace {
  std::string channel, subdir;
};

PackagePlace place_of(const std::string& url) {
  const std::size_t file = url.rfind('/');
  const std::size_t subdir =
      file == std::string::npos || file == 0 ? std::string::npos : url.rfind('/', file - 1);
  if (subdir == std::string::npos) {
    return {};
  }
  return {url.substr(0, subdir), url.substr(subdir + 1, file - subdir - 1)};
}

bool was_written_after(const struct stat& file, const struct stat& mark) {
  return file.st_mtim.tv_sec != mark.st_mtim.tv_sec ? file.st_mtim.tv_sec > mark.st_mtim.tv_sec
                                                    : file.st_mtim.tv_nsec > mark.st_mtim.tv_nsec;
}

bool path_is_intact(const fs::path& entry,
                    const PathEntry& path,
                    const struct stat& mark,
                    ValidationMode mode) {
  struct stat status {};

  const fs::path file = entry / path.path;
  if (::lstat(file.c_str(), &status) != 0) {
    return false;
  }
  if (path.type == PathType::softlink) {
    return S_ISLNK(status.st_mode);
  }
  if (path.type == PathType::directory) {
    return S_ISDIR(status.st_mode);
  }
  const bool size_is_known = path.size != 0 || !path.sha256.empty();
  if (!S_ISREG(status.st_mode) || was_written_after(status, mark) ||
      (size_is_known && static_cast<std::uint64_t>(status.st_size) != path.size)) {
    return false;
  }
  return mode != ValidationMode::sha256 || path.sha256.empty() || sha256_file(file) == path.sha256;
}

// Packages from before paths.json list bare names only.
bool listed_files_exist(const fs::path& entry) {
  const std::optional<std::string> list = find_file(entry / "info" / "files");
  if (!list) {
    return false;
  }
  const std::vector<std::string_view> lines = split(*list, '\n');
  return std::all_of(lines.begin(), lines.end(), [&](std::string_view line) {
    struct stat status {};
    return trim(line).empty() || ::lstat((entry / trim(line)).c_str(), &status) == 0;
  });
}

} // namespace

std::string archive_name(const RepoDataRecord& record) {
  std::string name = record.file_name;
  if (name.empty()) {
    const std::string path = Url::parse(record.url).path;
    name = percent_decode(path.substr(path.rfind('/') + 1));
  }
  check_component(name);
  return name;
}

std::string dist_name(const RepoDataRecord& record) {
  std::string name = record.package.dist_name();
  if (record.package.name.empty()) {
    const DistFileName written = DistFileName::parse(archive_name(record));
    name = written.name + "-" + written.version + "-" + written.build;
  }
  check_component(name);
  return name;
}

std::string entry_name(const std::string& dist_name, std::string_view sha256) {
  const std::string digits = to_lower(sha256);
  if (!is_sha256(digits)) {
    throw Error(ErrorKind::corrupt,
                "`" + std::string(sha256) + "` is no sha256, but `" + dist_name + "` is said to " +
                    "have it");
  }
  return dist_name + "-" + digits.substr(0, k_digits_in_name);
}

std::string subdir_of(const RepoDataRecord& record) {
  return record.package.subdir.empty() ? place_of(record.url).subdir : record.package.subdir;
}

RepoDataRecord complete_record(const RepoDataRecord& asked, const RepoDataRecord& known) {
  const bool is_explicit = asked.package.name.empty();
  RepoDataRecord record = is_explicit ? known : asked;
  if (record.package.sha256.empty()) {
    record.package.sha256 = known.package.sha256;
  }
  if (record.package.md5.empty()) {
    record.package.md5 = known.package.md5;
  }
  if (record.package.size == 0) {
    record.package.size = known.package.size;
  }
  record.file_name = archive_name(asked);
  if (!asked.url.empty()) {
    record.url = without_credentials(asked.url);
    record.channel = asked.channel.empty() ? place_of(record.url).channel : asked.channel;
  }
  return record;
}

bool is_intact(const fs::path& entry, ValidationMode mode) {
  if (mode == ValidationMode::none) {
    return true;
  }

  // Written last, after every file had its time set: what is younger was changed since.
  struct stat mark {};

  if (::lstat((entry / "info" / "repodata_record.json").c_str(), &mark) != 0) {
    return false;
  }
  const std::optional<std::string> text = find_file(entry / "info" / "paths.json");
  if (!text) {
    return listed_files_exist(entry);
  }
  try {
    const PathsJson paths = PathsJson::parse(*text);
    return std::all_of(paths.paths.begin(), paths.paths.end(), [&](const PathEntry& path) {
      return path_is_intact(entry, path, mark, mode);
    });
  } catch (const Error&) {
    return false;
  }
}

} // namespace etalon
