#include "cache_entry.hpp"
#include "package_fetch.hpp"

#include <etalon/net/http_client.hpp>
#include <etalon/pkgcache/fetch_packages.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/hash.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace etalon {
namespace {

using std::chrono::milliseconds;

// Of locks held at once: each costs a file descriptor, of which there may be 1024.
constexpr std::size_t k_entries_at_once = 128;
constexpr milliseconds k_lock_patience = std::chrono::minutes(30);
constexpr milliseconds k_lock_step{100};

// What identifies the archive of a record before its content is known.
std::string lock_name(const RepoDataRecord& record) {
  if (!record.package.sha256.empty()) {
    return entry_name(dist_name(record), record.package.sha256);
  }
  const std::string known_by = record.package.md5.empty() ? record.url : record.package.md5;
  return dist_name(record) + "-" + sha256_hex(known_by).substr(0, 16);
}

class Fetching {
public:
  Fetching(PackageCache& cache, HttpClient& http, const FetchOptions& options)
      : m_cache(cache), m_http(http), m_options(options) {
    m_cache.files().create_directories(m_cache.root() / ".locks");
  }

  // The packages of `wanted` (by lock name), into the same order. Entries that another process is
  // fetching are waited for after all others: who waits holds, of the locks it waits behind,
  // only those that sort before them, so that no two wait for each other.
  std::vector<CachedPackage> fetch(const std::map<std::string, RepoDataRecord>& wanted) {
    std::map<std::string, CachedPackage> found;
    std::map<std::string, RepoDataRecord> busy;
    fetch_those(wanted, milliseconds(0), found, &busy);
    fetch_those(busy, k_lock_patience, found, nullptr);
    std::vector<CachedPackage> packages;
    for (const auto& item : wanted) {
      packages.push_back(found.at(item.first));
    }
    return packages;
  }

private:
  void fetch_those(const std::map<std::string, RepoDataRecord>& wanted,
                   milliseconds patience,
                   std::map<std::string, CachedPackage>& found,
                   std::map<std::string, RepoDataRecord>* busy) {
    std::vector<FileLock> locks;
    std::vector<std::string> names;
    std::vector<RepoDataRecord> records;
    for (const auto& item : wanted) {
      std::optional<FileLock> lock = lock_entry(item.first, patience, busy == nullptr);
      if (!lock) {
        busy->insert(item);
        continue;
      }
      // Another process may have brought it meanwhile.
      if (auto package = m_cache.find(item.second, m_options.validation)) {
        found.emplace(item.first, *std::move(package));
        continue;
      }
      locks.push_back(*std::move(lock));
      names.push_back(item.first);
      records.push_back(item.second);
    }
    if (records.empty()) {
      return;
    }
    std::vector<CachedPackage> fetched = PackageFetch(m_cache, m_http, m_options).fetch(records);
    for (std::size_t i = 0; i < names.size(); ++i) {
      found.emplace(names[i], std::move(fetched[i]));
    }
  }

  // nullopt where another holds it and `must_have` is not set.
  std::optional<FileLock>
  lock_entry(const std::string& name, milliseconds patience, bool must_have) {
    const std::filesystem::path path = m_cache.root() / ".locks" / name;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
      m_options.token.throw_if_cancelled();
      try {
        return FileLock(path, LockMode::exclusive, std::min(patience, k_lock_step));
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::refused) {
          throw;
        }
        if (std::chrono::steady_clock::now() < deadline) {
          continue;
        }
        if (must_have) {
          throw;
        }
        return std::nullopt;
      }
    }
  }

  PackageCache& m_cache;
  HttpClient& m_http;
  const FetchOptions& m_options;
};

} // namespace

std::vector<CachedPackage> fetch_packages(PackageCache& cache,
                                          HttpClient& http,
                                          const std::vector<RepoDataRecord>& records,
                                          const FetchOptions& options) {
  std::vector<std::optional<CachedPackage>> results(records.size());
  std::map<std::string, std::vector<std::size_t>> missing; // by lock name: a list may say it twice
  for (std::size_t i = 0; i < records.size(); ++i) {
    results[i] = cache.find(records[i], options.validation);
    if (!results[i]) {
      missing[lock_name(records[i])].push_back(i);
    }
  }
  auto next = missing.begin();
  while (next != missing.end()) {
    std::map<std::string, RepoDataRecord> wanted;
    const auto first = next;
    for (; next != missing.end() && wanted.size() < k_entries_at_once; ++next) {
      wanted.emplace(next->first, records[next->second.front()]);
    }
    const std::vector<CachedPackage> fetched = Fetching(cache, http, options).fetch(wanted);
    auto package = fetched.begin();
    for (auto item = first; item != next; ++item, ++package) {
      for (const std::size_t i : item->second) {
        results[i] =
            CachedPackage{package->directory, complete_record(records[i], package->record)};
      }
    }
  }
  std::vector<CachedPackage> packages;
  packages.reserve(results.size());
  for (std::optional<CachedPackage>& result : results) {
    packages.push_back(*std::move(result));
  }
  return packages;
}

} // namespace etalon
