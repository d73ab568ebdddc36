#include "random_world.hpp"

#include <etalon/solve/solver.hpp>

#include <catch2/catch.hpp>
#include <solve/restricted_candidates.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace etalon {

namespace {

// What a conflict graph says, and nothing else, as a world to ask again.
class ToldWorld {
public:
  // What the packages of a node need of a name, or do not stand of it.
  struct Need {
    std::uint32_t node;
    std::string name;
    bool is_constraint;

    auto operator<=>(const Need&) const = default;
  };

  ToldWorld(const ConflictGraph& graph, SmallWorld& world) : m_graph(graph), m_world(world) {}

  [[nodiscard]] std::set<Need> needs() const {
    std::set<Need> needs;
    for (const auto& edge : m_graph.edges) {
      if (edge.from != 0) {
        needs.insert(need_of(edge));
      }
    }
    return needs;
  }

  [[nodiscard]] bool has_answer(const SolveTask& task, const std::optional<Need>& without) const {
    RestrictedCandidates::Core core;
    for (const auto& edge : m_graph.edges) {
      if (edge.from != 0 && (!without || need_of(edge) != *without)) {
        add(edge, core);
      }
    }
    for (std::uint32_t i = 0; i < m_world.packages.size(); ++i) {
      const auto& unusable = m_world.packages[i].dependencies.unusable;
      for (const auto& node : m_graph.nodes) {
        if (unusable && is_in(node, SolvableId{i})) {
          core[SolvableId{i}].unusable = unusable;
        }
      }
    }
    RestrictedCandidates::KnownCandidates known;
    RestrictedCandidates told(m_world, core, known);
    return std::holds_alternative<SolverSolution>(solve(task, told));
  }

private:
  [[nodiscard]] Need need_of(const ConflictGraph::Edge& edge) const {
    return {
        edge.from, m_graph.nodes[edge.to].name, edge.kind == ConflictGraph::EdgeKind::constrains};
  }

  [[nodiscard]] bool is_in(const ConflictGraph::Node& node, SolvableId solvable) const {
    const auto& versions = node.versions;
    const auto version = m_world.display_solvable(solvable).version;
    return m_world.display_name(m_world.name_of(solvable)) == node.name &&
           std::find(versions.begin(), versions.end(), version) != versions.end();
  }

  // The specs of an edge are those of all packages of the node: each has its own of them.
  void add(const ConflictGraph::Edge& edge, RestrictedCandidates::Core& core) const {
    const bool is_constraint = edge.kind == ConflictGraph::EdgeKind::constrains;
    for (std::uint32_t i = 0; i < m_world.packages.size(); ++i) {
      if (!is_in(m_graph.nodes[edge.from], SolvableId{i})) {
        continue;
      }
      const auto& own = m_world.packages[i].dependencies;
      auto& told = core[SolvableId{i}];
      for (const auto set : is_constraint ? own.constraints : own.requirements) {
        const auto text = m_world.display_version_set(set);
        if (std::find(edge.specs.begin(), edge.specs.end(), text) != edge.specs.end()) {
          (is_constraint ? told.constraints : told.requirements).push_back(set);
        }
      }
    }
  }

  const ConflictGraph& m_graph;
  SmallWorld& m_world;
};

} // namespace

TEST_CASE("of two ways to a contradiction only one is told", "[solve][explain]") {
  SmallWorld world;
  world.add("driver", 11);
  world.add("toolkit", 12, {"driver 12"});
  world.add("app", 1, {"driver", "toolkit", "helper"});
  world.add("helper", 1, {"toolkit"});
  const auto result = solve({{world.set("app")}, {}, {}}, world);
  CHECK(render(std::get<Unsolvable>(result).conflict) ==
        "`app` cannot be installed: it needs `driver 12`, but there is no such version\n"
        "└─ `app` is requested: app 1\n"
        "   └─ needs `toolkit`: toolkit 12\n"
        "      └─ needs `driver 12`, but there is only driver 11");
}

TEST_CASE("what an explanation tells is a contradiction, and no need can be left out of it",
          "[solve][explain]") {
  const WorldSize size = GENERATE(WorldSize{}, WorldSize{8, 4, 3, 4});
  std::mt19937 random(20240501);
  std::size_t refusals = 0;
  while (refusals < 300) {
    SmallWorld world;
    SolveTask task = draw_world(random, size, world);
    task.soft.clear();
    const auto result = solve(task, world);
    if (const auto* refusal = std::get_if<Unsolvable>(&result)) {
      ++refusals;
      INFO(render(refusal->conflict));
      const ToldWorld told(refusal->conflict, world);
      const SolveTask asked{refusal->requirements, refusal->constraints, {}};
      CHECK_FALSE(told.has_answer(asked, std::nullopt));
      for (const auto& need : told.needs()) {
        CHECK(told.has_answer(asked, need));
      }
    }
  }
}

} // namespace etalon
