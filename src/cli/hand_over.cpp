#include "hand_over.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/subprocess.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

class HandingOverColdPath : public ColdPath {
public:
  explicit HandingOverColdPath(ProgramStart start) : m_start(std::move(start)) {}

  void enter() override { hand_over(); }

  std::vector<RecordIndex> refresh_repodata(SubdirCache& /*cache*/,
                                            const std::vector<SubdirRequest>& /*wanted*/,
                                            const ColdPathOptions& /*options*/) override {
    hand_over();
  }

  std::vector<RecordIndex> load_shards(SubdirCache& /*cache*/,
                                       const std::vector<SubdirRequest>& /*wanted*/,
                                       const std::vector<std::string>& /*names*/,
                                       ShardReach /*reach*/,
                                       const ColdPathOptions& /*options*/) override {
    hand_over();
  }

  RecordIndex rebuild_repodata(SubdirCache& /*cache*/,
                               const SubdirRequest& /*wanted*/,
                               const ColdPathOptions& /*options*/) override {
    hand_over();
  }

  std::vector<CachedPackage> fetch_packages(PackageCache& /*cache*/,
                                            const std::vector<RepoDataRecord>& /*records*/,
                                            const FetchOptions& /*options*/) override {
    hand_over();
  }

  BuiltPackage build_package(FileSystem& /*files*/,
                             const std::filesystem::path& /*tree*/,
                             const Recipe& /*recipe*/,
                             const BuildOptions& /*options*/) override {
    hand_over();
  }

  std::vector<IndexedSubdir> index_channel(FileSystem& /*files*/,
                                           const std::filesystem::path& /*directory*/,
                                           const IndexOptions& /*options*/) override {
    hand_over();
  }

private:
  [[noreturn]] void hand_over() const {
    auto arguments = m_start.arguments;
    arguments.front() = m_start.layout.full_program.string();
    try {
      replace_process({arguments, m_start.environment, std::nullopt});
    } catch (Error& error) {
      throw std::move(error)
          .while_doing(
              fmt::format("cannot start `{}`, which does what needs the network or archives",
                          m_start.layout.full_program.string()))
          .with_hint("install Etalon again: its parts belong together");
    }
  }

  ProgramStart m_start;
};

} // namespace

std::unique_ptr<ColdPath> make_handing_over_cold_path(const ProgramStart& start) {
  return std::make_unique<HandingOverColdPath>(start);
}

} // namespace etalon
