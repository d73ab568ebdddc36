#include "test_channels.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/solve/validate.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>

namespace etalon {

namespace {

namespace fs = std::filesystem;

const fs::path k_channels = fs::path(ETALON_SOURCE_DIR) / "../shared/data/channels";

const std::vector<VirtualPackage> k_machine = {{"__cuda", "12.2", "0", "test"},
                                               {"__glibc", "2.36", "0", "test"},
                                               {"__linux", "6.1", "0", "test"},
                                               {"__unix", "0", "0", "test"},
                                               {"__archspec", "1", "x86_64_v3", "test"}};

// The manifest of the benchmark environment.
const std::vector<std::string> k_benchmark_channels = {"pytorch", "nvidia", "conda-forge"};
const std::vector<std::string> k_benchmark_specs = {
    "python=3.9", "pytorch=2.0.1", "torchvision=0.15.2", "torchaudio=2.0.2", "jupyter", "pip"};

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

SolveTask make_task(RecordCandidates& candidates, const std::vector<std::string>& specs) {
  SolveTask task;
  for (const std::string& spec : specs) {
    task.requirements.push_back(candidates.add_request(spec));
  }
  return task;
}

Solution resolve(const std::vector<std::string>& channels, const std::vector<std::string>& specs) {
  RecordCandidates candidates(real_channels(channels).channels(), k_machine, {});
  const SolveTask task = make_task(candidates, specs);
  const SolveResult result = solve(task, candidates);
  if (const auto* unsolvable = std::get_if<Unsolvable>(&result)) {
    FAIL(render(unsolvable->conflict));
  }
  const auto& solvables = std::get<SolverSolution>(result).solvables;
  CHECK(validate(task, candidates, solvables).empty());
  return candidates.to_solution(solvables, task.requirements);
}

// The median CPU time of some runs, and the work done in each.
void measure(const std::vector<std::string>& channels, const std::vector<std::string>& specs) {
  std::vector<double> times;
  SolveCounters counters;
  std::size_t decoded = 0;
  for (int run = 0; run < 11; ++run) {
    const std::clock_t began = std::clock();
    RecordCandidates candidates(real_channels(channels).channels(), k_machine, {});
    const SolveResult result = solve(make_task(candidates, specs), candidates);
    times.push_back(1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
    counters = std::get<SolverSolution>(result).counters;
    decoded = candidates.decoded_count();
  }
  std::sort(times.begin(), times.end());
  WARN(specs.front() << ": " << times[times.size() / 2] << " ms, " << decoded
                     << " records decoded, " << counters.names << " names, " << counters.solvables
                     << " solvables, " << counters.expanded << " expanded, " << counters.clauses
                     << " clauses, " << counters.decisions << " decisions, " << counters.conflicts
                     << " conflicts, " << counters.learnt << " learnt, " << counters.propagations
                     << " propagations");
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
  const Solution solution = resolve(
      {"pytorch", "nvidia", "conda-forge"},
      {"python=3.9", "pytorch=2.0.1", "torchvision=0.15.2", "torchaudio=2.0.2", "jupyter", "pip"});
  CHECK(find(solution, "pytorch").build == "py3.9_cuda11.8_cudnn8.7.0_0");
  CHECK(find(solution, "torchvision").build == "py39_cu118");
  CHECK(find(solution, "torchaudio").build == "py39_cu118");
  CHECK(solution.packages.size() > 230);
  CHECK(solution.packages.size() < 270);
}

TEST_CASE("pytorch-gpu for python 3.12 resolves against conda-forge alone", "[solve][real]") {
  if (!is_there()) {
    return;
  }
  const Solution solution = resolve({"conda-forge"}, {"pytorch-gpu", "python=3.12"});
  CHECK(find(solution, "pytorch").build.rfind("cuda", 0) == 0);
  CHECK(find(solution, "python").version.starts_with(Version::parse("3.12")));
}

TEST_CASE("how long real requests take", "[.][measure]") {
  if (!is_there()) {
    return;
  }
  measure(k_benchmark_channels, k_benchmark_specs);
  measure({"conda-forge"}, {"pytorch-gpu", "python=3.12"});
}

} // namespace etalon
