#include "cache_entry.hpp"

#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;

// What an entry says of itself; nullopt where it is not there or cannot be read.
std::optional<RepoDataRecord> load_record(const fs::path& entry) {
  try {
    const std::optional<std::string> text = find_file(entry / "info" / "repodata_record.json");
    return text ? std::optional(parse_repodata_record(*text)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_same_archive(const RepoDataRecord& asked, const RepoDataRecord& known) {
  if (!asked.package.sha256.empty()) {
    return to_lower(asked.package.sha256) == known.package.sha256;
  }
  if (!asked.package.md5.empty()) {
    return to_lower(asked.package.md5) == known.package.md5;
  }
  return !asked.url.empty() && without_credentials(asked.url) == known.url;
}

// Directories of the package, whatever its archive's hash: there is more than one where channels
// have different files of one name.
std::vector<fs::path> entries_of(const fs::path& root, const std::string& dist) {
  std::vector<fs::path> entries;
  std::error_code failure; // what cannot be listed holds nothing that could be used
  for (fs::directory_iterator item(root, failure), end; item != end; item.increment(failure)) {
    if (item->path().filename().string().rfind(dist + "-", 0) == 0) {
      entries.push_back(item->path());
    }
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

} // namespace

PackageCache::PackageCache(FileSystem& files, fs::path root)
    : m_files(files), m_root(std::move(root)) {}

std::optional<CachedPackage> PackageCache::find(const RepoDataRecord& record,
                                                ValidationMode mode) const {
  const std::string dist = dist_name(record);
  const std::vector<fs::path> candidates =
      record.package.sha256.empty()
          ? entries_of(m_root, dist)
          : std::vector<fs::path>{m_root / entry_name(dist, record.package.sha256)};
  for (const fs::path& directory : candidates) {
    const std::optional<RepoDataRecord> known = load_record(directory);
    if (known && is_same_archive(record, *known) && is_intact(directory, mode)) {
      return CachedPackage{directory, complete_record(record, *known)};
    }
  }
  return std::nullopt;
}

} // namespace etalon
