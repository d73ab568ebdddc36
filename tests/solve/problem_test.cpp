#include "random_world.hpp"
#include "small_world.hpp"

#include <etalon/solve/conflict_graph.hpp>
#include <etalon/solve/solver.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

namespace etalon {

namespace {

// Gives the candidates of a name the worst first, and says only when asked which are better.
class UndecidedWorld : public SmallWorld {
public:
  Candidates get_candidates(NameId name) override {
    Candidates candidates = SmallWorld::get_candidates(name);
    std::reverse(candidates.sorted.begin(), candidates.sorted.end());
    return candidates;
  }

  CandidateRange get_equals(NameId name, std::uint32_t) override {
    return {0, static_cast<std::uint32_t>(get_candidates(name).sorted.size())};
  }

  std::vector<SolvableId> sort_equals(std::vector<SolvableId> equals) override {
    ++sorted_runs;
    std::stable_sort(equals.begin(), equals.end(), [this](SolvableId a, SolvableId b) {
      return packages[to_index(a)].version > packages[to_index(b)].version;
    });
    return equals;
  }

  int sorted_runs = 0;
};

// The version of each requested name, in the order of the request; empty where there is no answer.
std::vector<int> requested_versions(SmallWorld& world, const SolveTask& task) {
  std::vector<int> versions;
  const SolveResult result = solve(task, world);
  if (const auto* solution = std::get_if<SolverSolution>(&result)) {
    for (const VersionSetId set : task.requirements) {
      for (const SolvableId solvable : solution->solvables) {
        if (world.name_of(solvable) == world.name_of(set)) {
          versions.push_back(world.packages[to_index(solvable)].version);
        }
      }
    }
  }
  return versions;
}

} // namespace

TEST_CASE("a preference is asked for when it matters", "[solve][preference]") {
  UndecidedWorld world;
  world.add("a", 1);
  world.add("a", 2);
  world.add("b", 1);
  world.add("b", 2, {"a 1"});
  world.add("b", 3, {"a 9"});
  const SolveTask task{{world.set("b")}, {}, {}};
  CHECK(requested_versions(world, task) == std::vector<int>{2});
  CHECK(world.sorted_runs == 1); // of b: only one a is left
}

TEST_CASE("an answer is as good when preferences come late", "[solve][preference]") {
  const auto seed = GENERATE(range(0U, 300U));
  std::mt19937 random(seed);
  SmallWorld decided;
  const SolveTask task = draw_world(random, {6, 4, 2, 3}, decided);
  std::mt19937 again(seed);
  UndecidedWorld undecided;
  draw_world(again, {6, 4, 2, 3}, undecided);
  CHECK(requested_versions(undecided, task) == requested_versions(decided, task));
}

TEST_CASE("an explanation names the versions best first, decided or not", "[solve][preference]") {
  UndecidedWorld world;
  world.add("a", 1, {"c"});
  world.add("a", 2, {"c"});
  const SolveResult result = solve({{world.set("a")}, {}, {}}, world);
  const ConflictGraph& graph = std::get<Unsolvable>(result).conflict;
  const auto node = std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const auto& each) {
    return each.kind == ConflictGraph::NodeKind::package;
  });
  REQUIRE(node != graph.nodes.end());
  CHECK(node->versions == std::vector<std::string>{"2", "1"});
}

} // namespace etalon
