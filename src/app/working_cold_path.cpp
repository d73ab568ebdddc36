#include "http_options.hpp"

#include <etalon/app/cold_path.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/thread_pool.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace etalon {

namespace {

constexpr std::size_t k_parallel_subdirs = 8;
constexpr std::size_t k_parallel_shards = 100; // streams of one connection, as servers allow them
constexpr std::size_t k_shown_packages = 5;    // in a message

bool is_local(const std::string& url) {
  return Url::parse(url).scheme == "file";
}

Error offline_error(std::string message, const Config& config) {
  const bool is_option = config.offline.source == ConfigSource::command_line;
  return Error(ErrorKind::network, std::move(message))
      .with_hint(is_option
                     ? "leave out --offline to go online"
                     : fmt::format("`offline` is set by {}: go online with `ETALON_OFFLINE=false`",
                                   config.offline.origin));
}

RecordIndex find_copy(SubdirCache& cache, const SubdirRequest& wanted, const Config& config) {
  auto copy = cache.find_any(wanted.channel, wanted.subdir);
  if (!copy) {
    throw offline_error(fmt::format("there is no copy of the index of channel `{}` for {}, and "
                                    "offline none can be fetched",
                                    wanted.channel.to_string(),
                                    wanted.subdir),
                        config);
  }
  return std::move(*copy);
}

void refuse_downloads(const PackageCache& cache,
                      const std::vector<RepoDataRecord>& records,
                      const Config& config) {
  std::vector<std::string> missing;
  for (const auto& record : records) {
    if (!is_local(record.url) && !cache.find(record, ValidationMode::none)) {
      missing.push_back(fmt::format("`{}`", record.file_name));
    }
  }
  if (missing.empty()) {
    return;
  }
  const auto count = missing.size();
  missing.resize(std::min(count, k_shown_packages));
  throw offline_error(fmt::format("offline {} of {} packages cannot be fetched: {}{}",
                                  count,
                                  records.size(),
                                  join(missing, ", "),
                                  count > missing.size() ? ", ..." : ""),
                      config);
}

class WorkingColdPath : public ColdPath {
public:
  WorkingColdPath(std::map<std::string, std::string> environment,
                  std::function<Config()> load_config)
      : m_environment(std::move(environment)), m_load_config(std::move(load_config)) {}

  void enter() override {}

  std::vector<RecordIndex> refresh_repodata(SubdirCache& cache,
                                            const std::vector<SubdirRequest>& wanted,
                                            const ColdPathOptions& options) override {
    const Config& config = get_config();
    std::vector<std::optional<RecordIndex>> found(wanted.size());
    // One of the connections is the one that shards come over afterwards.
    HttpClient* kept = &get_shard_client();
    ThreadPool pool(std::clamp<std::size_t>(wanted.size(), 1, k_parallel_subdirs));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (config.offline.value && !is_local(wanted[i].channel.url)) {
        found[i] = find_copy(cache, wanted[i], config);
        continue;
      }
      pool.submit([&, i, shared = std::exchange(kept, nullptr)] {
        const auto own = shared != nullptr
                             ? nullptr
                             : make_curl_http_client(http_options(config, m_environment));
        found[i] = cache.refresh(shared != nullptr ? *shared : *own,
                                 wanted[i].channel,
                                 wanted[i].subdir,
                                 options.progress,
                                 options.token);
      });
    }
    pool.wait();
    std::vector<RecordIndex> indexes;
    indexes.reserve(found.size());
    for (auto& index : found) {
      indexes.push_back(std::move(*index));
    }
    return indexes;
  }

  std::vector<RecordIndex> load_shards(SubdirCache& cache,
                                       const std::vector<SubdirRequest>& wanted,
                                       const std::vector<std::string>& names,
                                       ShardReach reach,
                                       const ColdPathOptions& options) override {
    const Config& config = get_config();
    if (config.offline.value) {
      throw offline_error("offline no shards of a channel's index can be fetched", config);
    }
    return cache.load_shards(
        get_shard_client(), wanted, names, reach, options.progress, options.token);
  }

  RecordIndex rebuild_repodata(SubdirCache& cache,
                               const SubdirRequest& wanted,
                               const ColdPathOptions& options) override {
    const Config& config = get_config();
    if (config.offline.value && !is_local(wanted.channel.url)) {
      throw offline_error(
          fmt::format("the copy of the index of channel `{}` for {} is damaged, and "
                      "offline none can be fetched",
                      wanted.channel.to_string(),
                      wanted.subdir),
          config);
    }
    return cache.rebuild(get_shard_client(), wanted, options.progress, options.token);
  }

  std::vector<CachedPackage> fetch_packages(PackageCache& cache,
                                            const std::vector<RepoDataRecord>& records,
                                            const FetchOptions& options) override {
    const Config& config = get_config();
    if (config.offline.value) {
      refuse_downloads(cache, records, config);
    }
    const auto http = make_curl_http_client(http_options(config, m_environment));
    return etalon::fetch_packages(cache, *http, records, options);
  }

  BuiltPackage build_package(FileSystem& files,
                             const std::filesystem::path& tree,
                             const Recipe& recipe,
                             const BuildOptions& options) override {
    return etalon::build_package(files, tree, recipe, options);
  }

  std::vector<IndexedSubdir> index_channel(FileSystem& files,
                                           const std::filesystem::path& directory,
                                           const IndexOptions& options) override {
    return etalon::index_channel(files, directory, options);
  }

private:
  const Config& get_config() {
    if (!m_config) {
      m_config = m_load_config();
    }
    return *m_config;
  }

  // Kept, and with it its connection: a solve may ask for shards more than once.
  HttpClient& get_shard_client() {
    if (!m_shard_client) {
      HttpOptions options = http_options(get_config(), m_environment);
      options.parallel_transfers = k_parallel_shards;
      m_shard_client = make_curl_http_client(options);
    }
    return *m_shard_client;
  }

  std::unique_ptr<HttpClient> m_shard_client;
  std::map<std::string, std::string> m_environment;
  std::function<Config()> m_load_config;
  std::optional<Config> m_config;
};

} // namespace

std::unique_ptr<ColdPath>
make_working_cold_path(const std::map<std::string, std::string>& environment,
                       const std::function<Config()>& load_config) {
  return std::make_unique<WorkingColdPath>(environment, load_config);
}

} // namespace etalon
