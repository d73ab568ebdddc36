#include "test_channels.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon {

namespace {

using nlohmann::json;
using test::TestChannels;

// "version build channel" of the candidates of `name`, best first.
std::vector<std::string> order(RecordCandidates& candidates, const std::string& name) {
  const VersionSetId any = candidates.add_request(name);
  std::vector<std::string> result;
  for (const SolvableId solvable :
       get_sorted_candidates(candidates, candidates.name_of(any)).sorted) {
    const RepoDataRecord& record = candidates.record(solvable);
    result.push_back(record.package.version.to_string() + " " + record.package.build + " " +
                     record.channel);
  }
  return result;
}

std::vector<std::string> order(const std::vector<json>& records) {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64", TestChannels::repodata_of(records).dump());
  RecordCandidates candidates(channels.channels(), {}, {});
  return order(candidates, records.front()["name"]);
}

json record(const std::string& name, const std::string& version, json more = json::object()) {
  more["name"] = name;
  more["version"] = version;
  return more;
}

// Two channels that both have a, the first in an older version.
void add_two_channels(TestChannels& channels) {
  channels.add_channel("first");
  channels.add_subdir("linux-64", TestChannels::repodata_of({record("a", "1")}).dump());
  channels.add_channel("second");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of({record("a", "2"), record("b", "1")}).dump());
}

std::string explain(RecordCandidates& candidates, const std::vector<std::string>& specs) {
  SolveTask task;
  for (const std::string& spec : specs) {
    task.requirements.push_back(candidates.add_request(spec));
  }
  return render(std::get<Unsolvable>(solve(task, candidates)).conflict);
}

} // namespace

TEST_CASE("candidates: fewer track_features beat a greater version", "[app][candidates]") {
  CHECK(order({record("a", "2", {{"track_features", "x"}}), record("a", "1")}) ==
        std::vector<std::string>{"1 0 c", "2 0 c"});
}

TEST_CASE("candidates: builds of a feature that nobody tracks come last", "[app][candidates]") {
  CHECK(order({record("a", "1", {{"build", "p0"}, {"features", "mkl"}}), record("a", "1")}) ==
        std::vector<std::string>{"1 0 c", "1 p0 c"});
}

TEST_CASE("candidates: version, then build number, then timestamp, then file name",
          "[app][candidates]") {
  CHECK(order({record("a", "1.9", {{"build", "x_9"}, {"build_number", 9}}),
               record("a", "1.10", {{"build", "x_0"}, {"timestamp", 9}}),
               record("a", "1.10", {{"build", "x_1"}, {"build_number", 1}, {"timestamp", 1}}),
               record("a", "1.10", {{"build", "y_1"}, {"build_number", 1}, {"timestamp", 2}}),
               record("a", "1.10", {{"build", "z_1"}, {"build_number", 1}, {"timestamp", 2}})}) ==
        std::vector<std::string>{
            "1.10 z_1 c", "1.10 y_1 c", "1.10 x_1 c", "1.10 x_0 c", "1.9 x_9 c"});
}

TEST_CASE("candidates: of equal builds the one that allows newer dependencies",
          "[app][candidates]") {
  const auto variant = [](const std::string& build, const std::string& python, int timestamp) {
    return record(
        "a", "1", {{"build", build}, {"timestamp", timestamp}, {"depends", {"python " + python}}});
  };
  CHECK(order({variant("py39", "3.9.*", 3),
               variant("py311", "3.11.*", 1),
               variant("py310", "3.10.*", 2),
               record("python", "3.9.1"),
               record("python", "3.10.1"),
               record("python", "3.11.1")}) ==
        std::vector<std::string>{"1 py311 c", "1 py310 c", "1 py39 c"});
}

TEST_CASE("candidates: with flexible priority an earlier channel beats a greater version",
          "[app][candidates]") {
  TestChannels channels;
  add_two_channels(channels);
  RecordCandidates candidates(channels.channels(), {}, {});
  CHECK(order(candidates, "a") == std::vector<std::string>{"1 0 first", "2 0 second"});
}

TEST_CASE("candidates: with priority disabled the version decides", "[app][candidates]") {
  TestChannels channels;
  add_two_channels(channels);
  CandidateOptions options;
  options.channel_priority = ChannelPriority::disabled;
  RecordCandidates candidates(channels.channels(), {}, options);
  CHECK(order(candidates, "a") == std::vector<std::string>{"2 0 second", "1 0 first"});
}

TEST_CASE("candidates: strict priority leaves the first channel that has the name",
          "[app][candidates]") {
  TestChannels channels;
  add_two_channels(channels);
  CandidateOptions options;
  options.channel_priority = ChannelPriority::strict;
  RecordCandidates candidates(channels.channels(), {}, options);
  CHECK(order(candidates, "a") == std::vector<std::string>{"1 0 first"});
  CHECK(order(candidates, "b") == std::vector<std::string>{"1 0 second"});
  CHECK(explain(candidates, {"a >=2"}) ==
        "`a >=2` is requested, but a 2 is excluded: with strict channel priority `a` comes "
        "from `first` only");
}

TEST_CASE("candidates: a request for a channel goes before strict priority", "[app][candidates]") {
  TestChannels channels;
  add_two_channels(channels);
  CandidateOptions options;
  options.channel_priority = ChannelPriority::strict;
  RecordCandidates candidates(channels.channels(), {}, options);
  candidates.add_request("second::a");
  CHECK(order(candidates, "a") == std::vector<std::string>{"2 0 second"});
}

TEST_CASE("candidates: what is newer than a given date is excluded with a reason",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of({record("a", "1", {{"timestamp", 1600000000000}}),
                                                 record("a", "2", {{"timestamp", 1700000000000}})})
                          .dump());
  CandidateOptions options;
  options.exclude_newer = {1650000000000, "2022-04-15"};
  RecordCandidates candidates(channels.channels(), {}, options);
  CHECK(order(candidates, "a") == std::vector<std::string>{"1 0 c"});
  CHECK(explain(candidates, {"a 2"}) ==
        "`a 2` is requested, but a 2 is excluded: it is newer than `--exclude-newer 2022-04-15` "
        "allows");
}

TEST_CASE("candidates: the date is that of the channel's index, else of the build, else unknown",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir(
      "linux-64",
      TestChannels::repodata_of(
          {record("a", "1", {{"timestamp", 1600000000000}, {"indexed_timestamp", 1700000000000}}),
           record("a", "2", {{"timestamp", 1700000000000}, {"indexed_timestamp", 1650000000000}}),
           record("a", "3")})
          .dump());
  CandidateOptions options;
  options.exclude_newer = {1650000000000, "then"};
  RecordCandidates candidates(channels.channels(), {{"__unix", "0", "0", "test"}}, options);
  CHECK(order(candidates, "a") == std::vector<std::string>{"3 0 c", "2 0 c"});
}

TEST_CASE("candidates: installed packages come first, locked ones alone", "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of(
                          {record("a", "1"), record("a", "2"), record("b", "1"), record("b", "2")})
                          .dump());
  const auto installed = [](const std::string& text) {
    return RepoDataRecord{parse_package_record(text, "linux-64"), "", "", "elsewhere"};
  };
  CandidateOptions options;
  options.installed = {
      installed(R"({"name": "a", "version": "1", "build": "0", "build_number": 0})")};
  options.locked = {installed(R"({"name": "b", "version": "1", "build": "0", "build_number": 0})")};
  RecordCandidates candidates(channels.channels(), {}, options);
  CHECK(order(candidates, "a") == std::vector<std::string>{"1 0 c", "2 0 c"});
  CHECK(order(candidates, "b") == std::vector<std::string>{"1 0 c"});
  CHECK(explain(candidates, {"b 2"}) ==
        "`b 2` is requested, but b 2 is excluded: `b 1 0` is locked");
}

TEST_CASE("candidates: a record with a dependency that is no spec cannot be chosen",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir(
      "linux-64",
      TestChannels::repodata_of({record("a", "1", {{"depends", {"b >>> 1 [["}}})}).dump());
  RecordCandidates candidates(channels.channels(), {}, {});
  const std::string text = explain(candidates, {"a"});
  CHECK(text.rfind("`a` is requested, but a 1 is excluded: its dependency `b >>> 1 [[` "
                   "cannot be read: ",
                   0) == 0);
}

TEST_CASE("candidates: python needs pip where a channel has it and the option says so",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of({record("python", "3.11"),
                                                 record("pip", "24", {{"depends", {"python"}}})})
                          .dump());
  for (const auto dependency : {PipDependency::of_python, PipDependency::as_recorded}) {
    CandidateOptions options;
    options.pip_dependency = dependency;
    RecordCandidates candidates(channels.channels(), {}, options);
    const SolveTask task{{candidates.add_request("python")}, {}, {}};
    const auto result = solve(task, candidates);
    CHECK(std::get<SolverSolution>(result).solvables.size() ==
          (dependency == PipDependency::of_python ? 2 : 1));
  }
}

TEST_CASE("candidates: the answer is in link order and says who asked", "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of(
                          {record("app", "1", {{"depends", {"lib >=1", "base", "__glibc >=2.17"}}}),
                           record("lib", "1", {{"depends", {"base"}}}),
                           record("base", "1")})
                          .dump());
  RecordCandidates candidates(channels.channels(), {{"__glibc", "2.36", "0", "test"}}, {});
  const SolveTask task{{candidates.add_request("App"), candidates.add_request("lib>=1")}, {}, {}};
  const auto result = solve(task, candidates);
  const Solution solution =
      candidates.to_solution(std::get<SolverSolution>(result).solvables, task.requirements);
  REQUIRE(solution.packages.size() == 3);
  CHECK(solution.packages[0].record.package.name == "base");
  CHECK(solution.packages[0].required_by == std::vector<std::string>{"app", "lib"});
  CHECK_FALSE(solution.packages[0].requested);
  CHECK(solution.packages[1].record.package.name == "lib");
  CHECK(solution.packages[1].required_by == std::vector<std::string>{"lib>=1"});
  CHECK(solution.packages[1].requested);
  CHECK(solution.packages[2].required_by == std::vector<std::string>{"App"});
}

TEST_CASE("candidates: a virtual package that is absent is named", "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir(
      "linux-64",
      TestChannels::repodata_of({record("a", "1", {{"depends", {"__cuda >=12"}}})}).dump());
  RecordCandidates none(channels.channels(), {}, {});
  CHECK(explain(none, {"a"}) ==
        "`a` cannot be installed: it needs `__cuda >=12`, but no package is named so\n"
        "└─ `a` is requested: a 1\n"
        "   └─ needs `__cuda >=12`, but no package is named `__cuda`");
  RecordCandidates old(channels.channels(), {{"__cuda", "11.8", "0", "test"}}, {});
  CHECK(explain(old, {"a"}) ==
        "`a` cannot be installed: it needs `__cuda >=12`, but there is no such version\n"
        "└─ `a` is requested: a 1\n"
        "   └─ needs `__cuda >=12`, but there is only __cuda 11.8");
}

TEST_CASE("candidates: what constrains a virtual package is held against the machine",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir(
      "linux-64",
      TestChannels::repodata_of({record("a", "1", {{"constrains", {"__cuda >=12"}}})}).dump());
  RecordCandidates none(channels.channels(), {}, {});
  const SolveTask task{{none.add_request("a")}, {}, {}};
  CHECK(std::get<SolverSolution>(solve(task, none)).solvables.size() == 1);
  RecordCandidates old(channels.channels(), {{"__cuda", "11.8", "0", "test"}}, {});
  CHECK(explain(old, {"a"}) ==
        "`a` cannot be installed: it needs `__cuda >=12`, but there is no such version\n"
        "└─ `a` is requested: a 1\n"
        "   └─ needs `__cuda >=12`, but there is only __cuda 11.8");
}

TEST_CASE("candidates: where the version is there but not the build, the builds are named",
          "[app][candidates]") {
  TestChannels channels;
  channels.add_channel("c");
  channels.add_subdir("linux-64",
                      TestChannels::repodata_of({record("blas", "3.9", {{"build", "openblas"}}),
                                                 record("blas", "3.9", {{"build", "reference"}})})
                          .dump());
  RecordCandidates candidates(channels.channels(), {}, {});
  CHECK(explain(candidates, {"blas=*=mkl"}) ==
        "`blas=*=mkl` is requested, but there is only blas 3.9 (reference|openblas)");
}

TEST_CASE("candidates: requests that are no specs are refused, unknown names have neighbours",
          "[app][candidates]") {
  TestChannels channels;
  add_two_channels(channels);
  channels.add_channel("third");
  channels.add_subdir("noarch", TestChannels::repodata_of({record("numpy", "1")}).dump());
  RecordCandidates candidates(channels.channels(), {}, {});
  CHECK_THROWS_AS(candidates.add_request("a >=<1"), Error);
  CHECK_THROWS_WITH(candidates.add_request("*[md5=0123456789abcdef0123456789abcdef]"),
                    "spec `*[md5=0123456789abcdef0123456789abcdef]` names no package");
  CHECK(candidates.find_near_names("numpi") == std::vector<std::string>{"numpy"});
}

} // namespace etalon
