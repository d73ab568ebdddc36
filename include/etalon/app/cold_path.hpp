#pragma once

#include <etalon/channel/channel_indexer.hpp>
#include <etalon/channel/package_builder.hpp>
#include <etalon/config/config.hpp>
#include <etalon/model/channel.hpp>
#include <etalon/pkgcache/fetch_packages.hpp>
#include <etalon/repodata/record_index.hpp>
#include <etalon/repodata/subdir_cache.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace etalon {

enum class NetworkUse {
  allowed,
  forbidden, // indexes are taken however old; what is in no cache is an error
};

struct ColdPathOptions {
  ProgressListener progress;
  CancellationToken token;
  NetworkUse network = NetworkUse::allowed; // channels on this machine are read all the same
};

// The steps that a warm command never takes: they need libcurl, libarchive or libsimdjson, which a
// started process should not have to load. `etalon` has an implementation that continues in
// `etalon-full` (docs/adr/0005), so before its first cold step a command changes and prints
// nothing.
class ColdPath {
public:
  ColdPath() = default;
  ColdPath(const ColdPath&) = delete;
  ColdPath& operator=(const ColdPath&) = delete;
  virtual ~ColdPath() = default;

  // Says that a cold step will come: called before a question is asked or something is changed.
  virtual void enter() = 0;

  // In the order of `wanted`; all at once. A subdir that the channel does not have is an empty
  // index. Offline (Config::offline) the copy that there is, however old, except of local channels;
  // Error{network} where there is none.
  virtual std::vector<RecordIndex> refresh_repodata(SubdirCache& cache,
                                                    const std::vector<SubdirRequest>& wanted,
                                                    const ColdPathOptions& options) = 0;

  // As SubdirCache::load_shards(). Offline Error{network} where a shard is missing.
  virtual std::vector<RecordIndex> load_shards(SubdirCache& cache,
                                               const std::vector<SubdirRequest>& wanted,
                                               const std::vector<std::string>& names,
                                               ShardReach reach,
                                               const ColdPathOptions& options) = 0;

  // As SubdirCache::rebuild(). Offline Error{network}, except of local channels.
  virtual RecordIndex rebuild_repodata(SubdirCache& cache,
                                       const SubdirRequest& wanted,
                                       const ColdPathOptions& options) = 0;

  // As etalon::fetch_packages(). Offline Error{network} naming the packages that would have to be
  // downloaded.
  virtual std::vector<CachedPackage> fetch_packages(PackageCache& cache,
                                                    const std::vector<RepoDataRecord>& records,
                                                    const FetchOptions& options) = 0;

  // As etalon::build_package().
  virtual BuiltPackage build_package(FileSystem& files,
                                     const std::filesystem::path& tree,
                                     const Recipe& recipe,
                                     const BuildOptions& options) = 0;

  // As etalon::index_channel().
  virtual std::vector<IndexedSubdir> index_channel(FileSystem& files,
                                                   const std::filesystem::path& directory,
                                                   const IndexOptions& options) = 0;
};

// The one that does the work; `environment` is the caller's (proxies, CA bundle). `load_config` is
// called once, when the network is needed first.
std::unique_ptr<ColdPath>
make_working_cold_path(const std::map<std::string, std::string>& environment,
                       const std::function<Config()>& load_config);

} // namespace etalon
