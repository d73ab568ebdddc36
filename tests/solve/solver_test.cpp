#include "exhaustive_solver.hpp"
#include "random_world.hpp"
#include "small_world.hpp"

#include <etalon/solve/solver.hpp>
#include <etalon/solve/validate.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>

#include <random>

namespace etalon {

namespace {

std::vector<std::string> solved(SmallWorld& world, const SolveTask& task) {
  const SolveResult result = solve(task, world);
  REQUIRE(std::holds_alternative<SolverSolution>(result));
  const auto& solvables = std::get<SolverSolution>(result).solvables;
  CHECK(validate(task, world, solvables).empty());
  return world.names(solvables);
}

// What an unsolvable part of a task leaves without any of its requests has a solution.
void check_core_is_minimal(SmallWorld& world, const Unsolvable& unsolvable) {
  const SolveTask core{unsolvable.requirements, unsolvable.constraints, {}};
  CHECK_FALSE(ExhaustiveSolver(world, core).best());
  for (std::size_t i = 0; i < core.requirements.size(); ++i) {
    SolveTask rest = core;
    rest.requirements.erase(rest.requirements.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(ExhaustiveSolver(world, rest).best());
  }
  for (std::size_t i = 0; i < core.constraints.size(); ++i) {
    SolveTask rest = core;
    rest.constraints.erase(rest.constraints.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(ExhaustiveSolver(world, rest).best());
  }
}

struct Tally {
  int solvable = 0;
  int unsolvable = 0;
  std::uint64_t conflicts = 0;
};

void compare_with_exhaustive(unsigned seed, const WorldSize& size, Tally& tally) {
  INFO("seed " << seed);
  std::mt19937 random(seed);
  SmallWorld world;
  const SolveTask task = draw_world(random, size, world);
  const ExhaustiveSolver exhaustive(world, task);
  const SolveResult result = solve(task, world);
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    ++tally.solvable;
    tally.conflicts += solution->counters.conflicts;
    REQUIRE(exhaustive.best());
    REQUIRE(exhaustive.is_solution(solution->solvables));
    REQUIRE(exhaustive.rank(solution->solvables) == *exhaustive.best());
    REQUIRE(validate(task, world, solution->solvables).empty());
    return;
  }
  ++tally.unsolvable;
  REQUIRE(std::holds_alternative<Unsolvable>(result));
  const auto& unsolvable = std::get<Unsolvable>(result);
  tally.conflicts += unsolvable.counters.conflicts;
  REQUIRE_FALSE(exhaustive.best());
  check_core_is_minimal(world, unsolvable);
  REQUIRE(unsolvable.conflict.requested.size() ==
          unsolvable.requirements.size() + unsolvable.constraints.size());
  REQUIRE_FALSE(render(unsolvable.conflict).empty());
}

} // namespace

TEST_CASE("the newest candidates are chosen, with what they need", "[solve]") {
  SmallWorld world;
  world.add("a", 1);
  world.add("a", 2, {"b 1 2"});
  world.add("b", 1);
  world.add("b", 2);
  world.add("b", 3);
  world.add("unrelated", 1);
  CHECK(solved(world, {{world.set("a")}, {}, {}}) == std::vector<std::string>{"a 2", "b 2"});
}

TEST_CASE("an earlier request gets its best candidate at the cost of a later one", "[solve]") {
  SmallWorld world;
  world.add("a", 1);
  world.add("a", 2, {"b 1"});
  world.add("b", 1);
  world.add("b", 2);
  const auto a = world.set("a");
  const auto b = world.set("b");
  CHECK(solved(world, {{a, b}, {}, {}}) == std::vector<std::string>{"a 2", "b 1"});
  CHECK(solved(world, {{b, a}, {}, {}}) == std::vector<std::string>{"a 1", "b 2"});
}

TEST_CASE("packages may need each other", "[solve]") {
  SmallWorld world;
  world.add("a", 1, {"b"});
  world.add("b", 1, {"c"});
  world.add("c", 1, {"a"});
  CHECK(solved(world, {{world.set("a")}, {}, {}}) == std::vector<std::string>{"a 1", "b 1", "c 1"});
}

TEST_CASE("a constraint counts only where the name is installed", "[solve]") {
  SmallWorld world;
  world.add("a", 1, {}, {"b 1"});
  world.add("b", 1);
  world.add("b", 2);
  const auto a = world.set("a");
  CHECK(solved(world, {{a}, {}, {}}) == std::vector<std::string>{"a 1"});
  CHECK(solved(world, {{a, world.set("b")}, {}, {}}) == std::vector<std::string>{"a 1", "b 1"});
}

TEST_CASE("a name that only constraints mention is never loaded", "[solve]") {
  SmallWorld world;
  world.add("a", 1, {"b"}, {"c 1"});
  world.add("b", 1, {}, {"d 1"});
  world.add("c", 2);
  SolveTask task{{world.set("a")}, {world.set("e 1")}, {}};
  const auto result = solve(task, world);
  CHECK(std::get<SolverSolution>(result).counters.names == 2);
}

TEST_CASE("a constraint that was met before its name rules out candidates once it is loaded",
          "[solve]") {
  SmallWorld world;
  world.add("a", 1, {}, {"c 1"});
  world.add("b", 1, {"c"});
  world.add("c", 1);
  world.add("c", 2);
  CHECK(solved(world, {{world.set("a"), world.set("b")}, {}, {}}) ==
        std::vector<std::string>{"a 1", "b 1", "c 1"});
}

TEST_CASE("soft requirements are taken where nothing speaks against them", "[solve]") {
  SmallWorld world;
  world.add("a", 1, {}, {"b 1"});
  world.add("b", 2);
  world.add("c", 1, {"d"});
  world.add("d", 1);
  const SolveTask task{
      {world.set("a")}, {}, {world.set("b"), world.set("c"), world.set("missing")}};
  CHECK(solved(world, task) == std::vector<std::string>{"a 1", "c 1", "d 1"});
}

TEST_CASE("a soft requirement comes before what others merely need", "[solve]") {
  SmallWorld world;
  world.add("a", 1, {"lib"});
  world.add("lib", 1);
  world.add("lib", 2, {}, {"kept 2"});
  world.add("kept", 1);
  world.add("kept", 2);
  const auto a = world.set("a");
  CHECK(solved(world, {{a}, {}, {world.set("kept 1")}}) ==
        std::vector<std::string>{"a 1", "kept 1", "lib 1"});
  CHECK(solved(world, {{a}, {}, {world.set("kept")}}) ==
        std::vector<std::string>{"a 1", "kept 2", "lib 2"});
}

TEST_CASE("an empty task has an empty solution", "[solve]") {
  SmallWorld world;
  CHECK(solved(world, {}).empty());
}

TEST_CASE("the same task has the same answer and costs the same work", "[solve]") {
  std::mt19937 random(7);
  SmallWorld world;
  const SolveTask task = draw_world(random, {20, 6, 3, 1}, world);
  const auto first = solve(task, world);
  const auto second = solve(task, world);
  REQUIRE(first.index() == second.index());
  if (const auto* solution = std::get_if<SolverSolution>(&first)) {
    CHECK(solution->solvables == std::get<SolverSolution>(second).solvables);
    CHECK(solution->counters.propagations ==
          std::get<SolverSolution>(second).counters.propagations);
  }
}

TEST_CASE("a cancelled search throws, one out of time says so", "[solve]") {
  SmallWorld world;
  world.add("a", 1);
  const SolveTask task{{world.set("a")}, {}, {}};
  SolveOptions options;
  options.time_limit = std::chrono::milliseconds(0);
  CHECK(std::holds_alternative<TimeLimitReached>(solve(task, world, options)));
  options.time_limit.reset();
  options.cancellation.cancel();
  CHECK_THROWS_AS(solve(task, world, options), Error);
}

TEST_CASE("five hundred candidates that all fail cost no conflict", "[solve][scale]") {
  SmallWorld world;
  for (int version = 1; version <= 500; ++version) {
    world.add("a", version, {"b " + std::to_string(version)});
  }
  world.add("b", 1);
  const SolveTask task{{world.set("a")}, {}, {}};
  const auto result = solve(task, world);
  REQUIRE(std::holds_alternative<SolverSolution>(result));
  CHECK(world.names(std::get<SolverSolution>(result).solvables) ==
        std::vector<std::string>{"a 1", "b 1"});
  CHECK(std::get<SolverSolution>(result).counters.conflicts == 0);
}

TEST_CASE("pigeons do not fit into one hole less", "[solve][scale]") {
  SmallWorld world;
  SolveTask task;
  const int holes = 5;
  for (int pigeon = 0; pigeon <= holes; ++pigeon) {
    for (int hole = 1; hole <= holes; ++hole) {
      world.add("pigeon" + std::to_string(pigeon),
                hole,
                {"hole" + std::to_string(hole) + " " + std::to_string(pigeon)});
      world.add("hole" + std::to_string(hole), pigeon);
    }
    task.requirements.push_back(world.set("pigeon" + std::to_string(pigeon)));
  }
  for (int hole = 1; hole <= holes; ++hole) {
    world.add("hole" + std::to_string(hole), holes);
  }
  const auto result = solve(task, world);
  REQUIRE(std::holds_alternative<Unsolvable>(result));
  CHECK(std::get<Unsolvable>(result).requirements.size() == task.requirements.size());
}

TEST_CASE("an exhaustive solver agrees on every verdict and every best answer",
          "[solve][exhaustive]") {
  Tally tally;
  for (unsigned seed = 1; seed <= 4000; ++seed) {
    compare_with_exhaustive(seed, {5, 3, 2, 3}, tally);
  }
  for (unsigned seed = 10001; seed <= 13000; ++seed) {
    compare_with_exhaustive(seed, {7, 2, 3, 4}, tally);
  }
  for (unsigned seed = 20001; seed <= 23000; ++seed) {
    compare_with_exhaustive(seed, {4, 5, 3, 3}, tally);
  }
  CHECK(tally.solvable > 1000);
  CHECK(tally.unsolvable > 1500);
  CHECK(tally.conflicts > 2000);
}

} // namespace etalon
