#include "conflict_graph_builder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace etalon {

namespace {

using Graph = ConflictGraph;

// Who asks for a version set; k_none is the request itself.
using User = Var;

class Builder {
public:
  Builder(const Proof& proof, const Problem& problem, const std::vector<Var>& order)
      : m_problem(problem), m_provider(problem.provider()), m_order(order) {
    for (const Var set : order) {
      add_use(k_none, set);
    }
    for (const auto& [user, set] : proof.dependencies) {
      add_use(user, set);
    }
    for (const auto& [set, candidate] : proof.exclusions) {
      m_excluded_by[candidate].push_back(set);
    }
    m_unusable.insert(proof.unusable.begin(), proof.unusable.end());
  }

  Graph build() {
    reach();
    partition();
    m_graph.nodes.emplace_back();
    for (const Var set : m_order) {
      m_graph.requested.push_back(display(set));
    }
    for (const User user : m_reached) {
      for (const Var set : uses(user)) {
        add_requirement(user, set);
      }
    }
    for (const Var candidate : m_reached) {
      if (candidate != k_none) {
        add_exclusions(candidate);
      }
    }
    return std::move(m_graph);
  }

private:
  void add_use(User user, Var set) {
    m_uses[user].push_back(set);
    m_users[set].push_back(user);
  }

  [[nodiscard]] const std::vector<Var>& uses(User user) const {
    static const std::vector<Var> k_empty;
    const auto found = m_uses.find(user);
    return found == m_uses.end() ? k_empty : found->second;
  }

  [[nodiscard]] bool is_requirement(Var set) const {
    return m_problem.entry(set).kind == Problem::VarKind::requirement;
  }

  std::string display(Var set) {
    return m_provider.display_version_set(VersionSetId{m_problem.entry(set).payload});
  }

  // All packages that a reader meets on the way from the request, breadth first.
  void reach() {
    m_reached.push_back(k_none);
    std::unordered_set<Var> seen;
    for (std::size_t i = 0; i < m_reached.size(); ++i) {
      for (const Var set : uses(m_reached[i])) {
        if (!is_requirement(set)) {
          continue;
        }
        for (const Var candidate : m_problem.candidates_in(m_problem.set_of(set))) {
          m_memberships[candidate].insert(set);
          if (seen.insert(candidate).second) {
            m_reached.push_back(candidate);
          }
        }
      }
    }
  }

  // What tells packages of one name apart: what they ask for and who asks for or against them, by
  // the classes found so far. Classes are refined until nothing changes.
  using Signature = std::tuple<std::uint32_t,           // class so far
                               std::set<std::uint32_t>, // names and roles of what it needs
                               std::set<std::uint32_t>, // classes that require it
                               std::set<std::uint32_t>, // classes that rule it out
                               bool>;

  void partition() {
    for (const Var candidate : m_reached) {
      m_class[candidate] = candidate == k_none ? 0 : m_problem.entry(candidate).name + 1;
    }
    std::size_t count = 0;
    while (true) {
      std::map<Signature, std::uint32_t> classes;
      std::unordered_map<Var, std::uint32_t> refined;
      for (const Var candidate : m_reached) {
        const auto next = static_cast<std::uint32_t>(classes.size());
        refined[candidate] = classes.emplace(signature(candidate), next).first->second;
      }
      m_class = std::move(refined);
      if (classes.size() == count) {
        return;
      }
      count = classes.size();
    }
  }

  Signature signature(Var candidate) {
    Signature result{m_class[candidate], {}, {}, {}, m_unusable.count(candidate) > 0};
    if (candidate == k_none) {
      return result;
    }
    for (const Var set : uses(candidate)) {
      std::get<1>(result).insert(m_problem.entry(set).name * 2 + (is_requirement(set) ? 1 : 0));
    }
    for (const Var set : m_memberships[candidate]) {
      add_user_classes(set, std::get<2>(result));
    }
    for (const Var set : m_excluded_by[candidate]) {
      add_user_classes(set, std::get<3>(result));
    }
    return result;
  }

  void add_user_classes(Var set, std::set<std::uint32_t>& classes) {
    for (const User user : m_users[set]) {
      if (const auto found = m_class.find(user); found != m_class.end()) {
        classes.insert(found->second);
      }
    }
  }

  std::uint32_t node_of(Var candidate) {
    if (candidate == k_none) {
      return 0;
    }
    const auto [found, is_new] = m_node_of_class.emplace(
        m_class[candidate], static_cast<std::uint32_t>(m_graph.nodes.size()));
    if (is_new) {
      fill_package_node(candidate);
    }
    return found->second;
  }

  void fill_package_node(Var candidate) {
    const Problem::Name& name = m_problem.name(m_problem.entry(candidate).name);
    Graph::Node node;
    node.kind = Graph::NodeKind::package;
    node.name = m_provider.display_name(name.id);
    for (Var other = name.first; other < name.first + name.count; ++other) {
      const auto found = m_class.find(other);
      if (found != m_class.end() && found->second == m_class[candidate]) {
        add_label(node, SolvableId{m_problem.entry(other).payload});
      }
    }
    if (m_unusable.count(candidate) > 0) {
      const auto dependencies =
          m_provider.get_dependencies(SolvableId{m_problem.entry(candidate).payload});
      node.kind = Graph::NodeKind::excluded;
      node.reason = m_provider.display_string(dependencies.unusable.value());
    }
    m_graph.nodes.push_back(std::move(node));
  }

  void add_label(Graph::Node& node, SolvableId solvable) {
    const SolvableLabel label = m_provider.display_solvable(solvable);
    add_once(node.versions, label.version);
    if (!label.build.empty()) {
      add_once(node.builds, label.build);
    }
  }

  static void add_once(std::vector<std::string>& texts, const std::string& text) {
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
      texts.push_back(text);
    }
  }

  void add_edge(Graph::EdgeKind kind, std::uint32_t from, std::uint32_t to, Var set) {
    const auto [found, is_new] = m_edges.emplace(std::tuple(kind, from, to), m_graph.edges.size());
    if (is_new) {
      m_graph.edges.push_back({kind, from, to, {}});
    }
    add_once(m_graph.edges[found->second].specs, display(set));
  }

  void add_requirement(User user, Var set) {
    if (!is_requirement(set)) {
      return;
    }
    const std::uint32_t from = node_of(user);
    const auto candidates = m_problem.candidates_in(m_problem.set_of(set));
    for (const Var candidate : candidates) {
      add_edge(Graph::EdgeKind::requires_one, from, node_of(candidate), set);
    }
    if (candidates.empty()) {
      for (const std::uint32_t to : nodes_without_candidates(set)) {
        add_edge(Graph::EdgeKind::requires_one, from, to, set);
      }
    }
  }

  const std::vector<std::uint32_t>& nodes_without_candidates(Var set) {
    const auto [found, is_new] = m_dead_ends.try_emplace(set);
    if (is_new) {
      found->second = make_dead_ends(set);
    }
    return found->second;
  }

  std::vector<std::uint32_t> make_dead_ends(Var set) {
    const std::uint32_t name_index = m_problem.entry(set).name;
    const Problem::Name& name = m_problem.name(name_index);
    const auto& excluded = m_problem.excluded(name_index);
    std::vector<SolvableId> solvables;
    for (const ExcludedCandidate& candidate : excluded) {
      solvables.push_back(candidate.solvable);
    }
    std::map<std::string, Graph::Node> by_reason;
    const VersionSetId id{m_problem.entry(set).payload};
    for (const std::uint32_t place : m_provider.find_matching(id, solvables)) {
      const std::string reason = m_provider.display_string(excluded[place].reason);
      add_label(by_reason[reason], excluded[place].solvable);
    }
    std::vector<std::uint32_t> nodes;
    const auto add_node = [&](Graph::NodeKind kind, Graph::Node node) {
      node.kind = kind;
      node.name = m_provider.display_name(name.id);
      nodes.push_back(static_cast<std::uint32_t>(m_graph.nodes.size()));
      m_graph.nodes.push_back(std::move(node));
    };
    for (auto& [reason, node] : by_reason) {
      node.reason = reason;
      add_node(Graph::NodeKind::excluded, std::move(node));
    }
    if (nodes.empty()) {
      Graph::Node node;
      for (Var var = name.first; var < name.first + name.count; ++var) {
        add_label(node, SolvableId{m_problem.entry(var).payload});
      }
      const bool is_known = name.count > 0 || !excluded.empty();
      add_node(is_known ? Graph::NodeKind::unresolved : Graph::NodeKind::unknown, std::move(node));
    }
    return nodes;
  }

  void add_exclusions(Var candidate) {
    for (const Var set : m_excluded_by[candidate]) {
      for (const User user : m_users[set]) {
        if (m_class.find(user) == m_class.end()) {
          continue;
        }
        const auto kind =
            is_requirement(set) ? Graph::EdgeKind::forbids_second : Graph::EdgeKind::constrains;
        add_edge(kind, node_of(user), node_of(candidate), set);
      }
    }
  }

  const Problem& m_problem;
  CandidateProvider& m_provider;
  const std::vector<Var>& m_order;
  std::unordered_map<User, std::vector<Var>> m_uses;
  std::unordered_map<Var, std::vector<User>> m_users;
  std::unordered_map<Var, std::vector<Var>> m_excluded_by; // candidate -> sets
  std::unordered_map<Var, std::set<Var>> m_memberships;    // candidate -> sets in use
  std::unordered_set<Var> m_unusable;
  std::vector<User> m_reached;
  std::unordered_map<User, std::uint32_t> m_class;
  std::unordered_map<std::uint32_t, std::uint32_t> m_node_of_class;
  std::map<Var, std::vector<std::uint32_t>> m_dead_ends;
  std::map<std::tuple<Graph::EdgeKind, std::uint32_t, std::uint32_t>, std::size_t> m_edges;
  Graph m_graph;
};

} // namespace

ConflictGraph
build_conflict_graph(const Proof& proof, const Problem& problem, const std::vector<Var>& order) {
  return Builder(proof, problem, order).build();
}

} // namespace etalon
