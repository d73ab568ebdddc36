#include "test_channels.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/solve/validate.hpp>

#include <catch2/catch.hpp>

#include <ctime>
#include <filesystem>

namespace etalon {

namespace {

namespace fs = std::filesystem;

const fs::path k_channels = fs::path(ETALON_SOURCE_DIR) / "../shared/data/channels";

const std::vector<VirtualPackage> k_machine = {{"__cuda", "12.2", "0", "test"},
                                               {"__glibc", "2.36", "0", "test"},
                                               {"__linux", "6.1", "0", "test"},
                                               {"__unix", "0", "0", "test"},
                                               {"__archspec", "1", "x86_64_v3", "test"}};

const test::TestChannels& real_channels(const std::vector<std::string>& names) {
  static std::map<std::vector<std::string>, std::unique_ptr<test::TestChannels>> k_loaded;
  auto& channels = k_loaded[names];
  if (!channels) {
    channels = std::make_unique<test::TestChannels>();
    for (const std::string& name : names) {
      channels->add_channel(name);
      for (const char* subdir : {"linux-64", "noarch"}) {
        const fs::path file = k_channels / name / subdir / "repodata.json.zst";
        if (fs::exists(file)) {
          channels->add_subdir(subdir, test::read_repodata(file));
        }
      }
    }
  }
  return *channels;
}

bool is_there() {
  if (!fs::exists(k_channels)) {
    WARN("skipped: " << k_channels << " is not there");
    return false;
  }
  return true;
}

struct Answer {
  Solution solution;
  SolveCounters counters;
};

Answer resolve(const std::vector<std::string>& channels, const std::vector<std::string>& specs) {
  const auto& records = real_channels(channels).channels();
  const std::clock_t began = std::clock();
  RecordCandidates candidates(records, k_machine, {});
  SolveTask task;
  for (const std::string& spec : specs) {
    task.requirements.push_back(candidates.add_request(spec));
  }
  const SolveResult result = solve(task, candidates);
  const double milliseconds = 1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  if (const auto* unsolvable = std::get_if<Unsolvable>(&result)) {
    FAIL(render(unsolvable->conflict));
  }
  const auto& solution = std::get<SolverSolution>(result);
  CHECK(validate(task, candidates, solution.solvables).empty());
  const SolveCounters& counters = solution.counters;
  std::printf(
      "%s: %.1f ms of CPU, %zu records decoded, %lu names, %lu solvables, %lu expanded, %lu "
      "clauses, %lu decisions, %lu conflicts, %lu propagations\n",
      specs.front().c_str(),
      milliseconds,
      candidates.decoded_count(),
      counters.names,
      counters.solvables,
      counters.expanded,
      counters.clauses,
      counters.decisions,
      counters.conflicts,
      counters.propagations);
  return {candidates.to_solution(solution.solvables, task.requirements), counters};
}

const PackageRecord& find(const Solution& solution, const std::string& name) {
  for (const SolvedPackage& package : solution.packages) {
    if (package.record.package.name == name) {
      return package.record.package;
    }
  }
  FAIL("no package " << name);
  throw std::logic_error("unreachable");
}

} // namespace

TEST_CASE("the CUDA build of pytorch 2.0.1 resolves against the public channels", "[solve][real]") {
  if (!is_there()) {
    return;
  }
  const Answer answer = resolve(
      {"pytorch", "nvidia", "conda-forge"},
      {"python=3.9", "pytorch=2.0.1", "torchvision=0.15.2", "torchaudio=2.0.2", "jupyter", "pip"});
  CHECK(find(answer.solution, "pytorch").build == "py3.9_cuda11.8_cudnn8.7.0_0");
  CHECK(find(answer.solution, "torchvision").build == "py39_cu118");
  CHECK(find(answer.solution, "torchaudio").build == "py39_cu118");
  CHECK(answer.solution.packages.size() > 230);
  CHECK(answer.solution.packages.size() < 270);
}

TEST_CASE("pytorch-gpu for python 3.12 resolves against conda-forge alone", "[solve][real]") {
  if (!is_there()) {
    return;
  }
  const Answer answer = resolve({"conda-forge"}, {"pytorch-gpu", "python=3.12"});
  CHECK(find(answer.solution, "pytorch").build.rfind("cuda", 0) == 0);
  CHECK(find(answer.solution, "python").version.starts_with(Version::parse("3.12")));
}

} // namespace etalon
