#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace etalon {

// How far an entry of the cache is checked before it is used.
enum class ValidationMode {
  none,           // it is there
  size_and_mtime, // every file has its size and was not written to since it was extracted
  sha256,         // every file has its hash
};

// An extracted package.
struct CachedPackage {
  std::filesystem::path directory;
  RepoDataRecord record; // as asked for; what was not known then comes from the cache
};

// The packages on this machine, extracted: ROOT/NAME-VERSION-BUILD-<first 16 digits of the
// archive's sha256>/ with `info/repodata_record.json`, written last. An entry is complete or
// absent: it is made in ROOT/.fetch.XXXXXX and renamed. Archives are not kept, so a prefix record's
// package_tarball_full_path stays empty. Locks of
// fetches lie in ROOT/.locks.
class PackageCache {
public:
  // `files` must outlive the cache.
  PackageCache(FileSystem& files, std::filesystem::path root);

  // The entry whose archive has the record's sha256, else its md5, else came from its URL; nullopt
  // where there is none or it does not stand the check. What the record says wins over what the
  // cache says; a record of an explicit list (URL and hash only) is completed.
  [[nodiscard]] std::optional<CachedPackage> find(const RepoDataRecord& record,
                                                  ValidationMode mode) const;

  [[nodiscard]] const std::filesystem::path& root() const { return m_root; }

  [[nodiscard]] FileSystem& files() const { return m_files; }

private:
  FileSystem& m_files;
  std::filesystem::path m_root;
};

} // namespace etalon
