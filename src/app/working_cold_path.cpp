#include <etalon/app/cold_path.hpp>
#include <etalon/net/http_client.hpp>
#include <etalon/util/thread_pool.hpp>

#include <algorithm>
#include <optional>

namespace etalon {

namespace {

constexpr std::size_t k_parallel_subdirs = 8;

class WorkingColdPath : public ColdPath {
public:
  explicit WorkingColdPath(std::map<std::string, std::string> environment)
      : m_environment(std::move(environment)) {}

  void enter() override {}

  std::vector<RecordIndex> refresh_repodata(SubdirCache& cache,
                                            const std::vector<SubdirRequest>& wanted,
                                            const ColdPathOptions& options) override {
    std::vector<std::optional<RecordIndex>> found(wanted.size());
    ThreadPool pool(std::clamp<std::size_t>(wanted.size(), 1, k_parallel_subdirs));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      pool.submit([&, i] {
        const auto http = make_client();
        found[i] = cache.refresh(
            *http, wanted[i].channel, wanted[i].subdir, options.progress, options.token);
      });
    }
    pool.wait();
    std::vector<RecordIndex> indexes;
    for (auto& index : found) {
      indexes.push_back(std::move(*index));
    }
    return indexes;
  }

  std::vector<CachedPackage> fetch_packages(PackageCache& cache,
                                            const std::vector<RepoDataRecord>& records,
                                            const FetchOptions& options) override {
    const auto http = make_client();
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
  [[nodiscard]] std::unique_ptr<HttpClient> make_client() const {
    HttpOptions options;
    options.environment = m_environment;
    return make_curl_http_client(options);
  }

  std::map<std::string, std::string> m_environment;
};

} // namespace

std::unique_ptr<ColdPath>
make_working_cold_path(const std::map<std::string, std::string>& environment) {
  return std::make_unique<WorkingColdPath>(environment);
}

} // namespace etalon
