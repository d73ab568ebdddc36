#include "test_channels.hpp"

#include <etalon/solve/solver.hpp>
#include <etalon/util/file_system.hpp>

#include <app/find_conflict_hints.hpp>
#include <catch2/catch.hpp>

namespace etalon {

namespace {

// A world of one channel, of `packages`.
class HintWorld {
public:
  explicit HintWorld(const std::vector<nlohmann::json>& packages) {
    m_channels.add_channel("world");
    m_channels.add_subdir("linux-64", test::TestChannels::repodata_of(packages).dump());
  }

  std::vector<ConflictHint> hints(const std::vector<std::string>& specs,
                                  const CandidateOptions& options = {},
                                  std::chrono::milliseconds budget = std::chrono::seconds(10)) {
    const TrialWorld world{{}, specs, {}, options, {}, &m_channels.channels()};
    RecordCandidates candidates(m_channels.channels(), {}, options);
    SolveTask task;
    for (const auto& spec : specs) {
      task.requirements.push_back(candidates.add_request(spec));
    }
    const auto refusal = std::get<Unsolvable>(solve(task, candidates));
    ConflictQuestion question{world, refusal.conflict, {}, {}, "/nonexistent"};
    for (const auto set : refusal.requirements) {
      question.specs.push_back(candidates.display_version_set(set));
    }
    const auto platform = Platform::current();
    const Config config{};
    const std::map<std::string, std::string> environment;
    const auto files = make_posix_file_system();
    const CancellationToken token;
    const PlanDetail detail{};
    return find_conflict_hints(question,
                               {platform, config, environment, *files, token, detail},
                               ConflictTrials(token, budget));
  }

private:
  test::TestChannels m_channels;
};

nlohmann::json package(const std::string& name,
                       const std::string& version,
                       const std::vector<std::string>& depends = {},
                       std::uint64_t timestamp = 0) {
  return {{"name", name}, {"version", version}, {"depends", depends}, {"timestamp", timestamp}};
}

} // namespace

TEST_CASE("the first date with which there is an answer is found", "[app][hints]") {
  constexpr std::uint64_t k_day = 1700000000000; // milliseconds
  HintWorld world({package("app", "1", {"library >=2"}, k_day + 1000),
                   package("library", "1", {}, k_day + 1000),
                   package("library", "2", {"helper"}, k_day + 5000),
                   package("helper", "1", {}, k_day + 9000),
                   package("helper", "2", {}, k_day + 12000),
                   package("library", "3", {}, k_day + 20000)});
  CandidateOptions options;
  options.exclude_newer = ExcludeNewer{k_day + 2000, "that day"};

  const auto hints = world.hints({"app"}, options);

  // library 2 is not enough before its helper: only names of the contradiction are looked at, and
  // of those the first date that helps is library 3's.
  REQUIRE(hints.size() == 1);
  const auto& hint = std::get<LaterDate>(hints.front());
  CHECK(hint.name == "library");
  CHECK(hint.version == "3");
  CHECK(hint.timestamp == k_day + 20000);
}

TEST_CASE("several specs are relaxed where one is not enough, the earlier kept", "[app][hints]") {
  HintWorld world({package("a", "1", {"x =1"}),
                   package("a", "2", {"x =2"}),
                   package("b", "1", {"x =1"}),
                   package("b", "2", {"x =2"}),
                   package("c", "1", {"x =1"}),
                   package("c", "2", {"x =2"}),
                   package("x", "1"),
                   package("x", "2")});

  const auto hints = world.hints({"a=1", "b=2", "c=2"});

  // The contradiction is between two, and changing the later of them is not enough.
  REQUIRE(hints.size() == 1);
  const auto& changes = std::get<RelaxSpecs>(hints.front()).changes;
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().spec == "a=1");
  CHECK(changes.front().instead == "a=2");

  const auto both = world.hints({"a=1", "b=1", "c=2", "x=2"});
  REQUIRE(both.size() == 1);
  CHECK(std::get<RelaxSpecs>(both.front()).changes.size() == 2);
}

TEST_CASE("without time nothing is tried and nothing promised", "[app][hints]") {
  HintWorld world({package("a", "1"), package("a", "2")});
  CHECK(world.hints({"a=3"}, {}, std::chrono::milliseconds(0)).empty());
}

} // namespace etalon
