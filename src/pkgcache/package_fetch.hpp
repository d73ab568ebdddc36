#pragma once

#include <etalon/net/http_client.hpp>
#include <etalon/pkgcache/fetch_packages.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace etalon {

// Fetches packages whose entries are absent or damaged and locked by this process. One use.
class PackageFetch {
public:
  PackageFetch(PackageCache& cache, HttpClient& http, const FetchOptions& options);
  PackageFetch(const PackageFetch&) = delete;
  PackageFetch& operator=(const PackageFetch&) = delete;
  ~PackageFetch();

  // In the order of `records`. The first failure ends the rest.
  std::vector<CachedPackage> fetch(const std::vector<RepoDataRecord>& records);

private:
  struct Item;
  class ArchiveSink;

  std::unique_ptr<Item> make_item(const RepoDataRecord& record,
                                  const std::filesystem::path& directory) const;
  [[nodiscard]] Transfer make_transfer(Item& item, const std::function<void()>& on_checked) const;
  void read_local(Item& item) const;
  void install(Item& item) const;
  void move_into_place(Item& item, const std::filesystem::path& entry) const;
  void report(ProgressEvent::Stage stage,
              ProgressEvent::State state,
              const Item& item,
              std::uint64_t done,
              std::uint64_t total) const;

  PackageCache& m_cache;
  HttpClient& m_http;
  const FetchOptions& m_options;
};

} // namespace etalon
