#include "conflict_graph_builder.hpp"

#include "refutation.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace etalon {

namespace {

using Graph = ConflictGraph;

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
    texts.push_back(text);
  }
}

class Builder {
public:
  Builder(const Proof& proof, Problem& problem, const std::vector<Wish>& order)
      : m_problem(problem),
        m_provider(problem.provider()),
        m_order(order),
        m_refutation(proof, problem, vars_of(order)) {
    m_graph.nodes.emplace_back();
    for (const Wish& wish : order) {
      m_graph.requested.push_back(m_provider.display_version_set(wish.set));
    }
  }

  Graph build() {
    for (const Var user : m_refutation.reached()) {
      for (const Var set : m_refutation.sets_of(user)) {
        if (is_requirement(set)) {
          add_requirement(user, set);
        }
      }
    }
    for (const Var user : m_refutation.reached()) {
      if (user != Refutation::k_request) {
        add_exclusions(user);
      }
    }
    return std::move(m_graph);
  }

private:
  [[nodiscard]] bool is_requirement(Var set) const {
    return m_problem.entry(set).kind == Problem::VarKind::requirement;
  }

  static std::vector<Var> vars_of(const std::vector<Wish>& order) {
    std::vector<Var> vars;
    vars.reserve(order.size());
    for (const Wish& wish : order) {
      vars.push_back(wish.var);
    }
    return vars;
  }

  // A set as a user of it has written it: sets with the same candidates are one variable.
  std::vector<std::string> display(Var user, Var set) {
    std::vector<std::string> texts;
    const auto add = [&](VersionSetId id) { add_once(texts, m_provider.display_version_set(id)); };
    if (user == Refutation::k_request) {
      for (const Wish& wish : m_order) {
        if (wish.var == set) {
          add(wish.set);
        }
      }
      return texts;
    }
    for (const VersionSetId id : m_problem.written_sets(user, set)) {
      add(id);
    }
    return texts;
  }

  std::uint32_t add_node(Graph::Node node) {
    m_graph.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(m_graph.nodes.size()) - 1;
  }

  std::uint32_t node_of(Var user) {
    if (user == Refutation::k_request) {
      return 0;
    }
    const auto [found, is_new] = m_node_of_class.try_emplace(m_refutation.class_of(user));
    if (is_new) {
      found->second = add_node(make_package_node(user));
    }
    return found->second;
  }

  Graph::Node make_package_node(Var package) {
    const Problem::Name& name = m_problem.name(m_problem.entry(package).name);
    Graph::Node node{Graph::NodeKind::package, m_provider.display_name(name.id), {}, {}, ""};
    for (const Var other : preference(m_problem.entry(package).name)) {
      if (m_refutation.is_reached(other) &&
          m_refutation.class_of(other) == m_refutation.class_of(package)) {
        add_label(node, SolvableId{m_problem.entry(other).payload});
      }
    }
    if (m_refutation.is_unusable(package)) {
      const auto dependencies =
          m_provider.get_dependencies(SolvableId{m_problem.entry(package).payload});
      node.kind = Graph::NodeKind::excluded;
      node.reason = m_provider.display_string(dependencies.unusable.value());
    }
    return node;
  }

  // The candidates of a name, best first.
  const std::vector<Var>& preference(std::uint32_t name) {
    const auto [found, is_new] = m_preferences.try_emplace(name);
    if (is_new && m_problem.name(name).is_loaded) {
      for (const std::uint32_t place : m_problem.preference_of(name)) {
        found->second.push_back(m_problem.make_candidate(name, place));
      }
    }
    return found->second;
  }

  void add_label(Graph::Node& node, SolvableId solvable) {
    const SolvableLabel label = m_provider.display_solvable(solvable);
    add_once(node.versions, label.version);
    if (!label.build.empty()) {
      add_once(node.builds, label.build);
    }
  }

  void add_edge(Graph::EdgeKind kind, Var user, std::uint32_t to, Var set) {
    const std::uint32_t from = node_of(user);
    const auto [found, is_new] = m_edges.emplace(std::tuple(kind, from, to), m_graph.edges.size());
    if (is_new) {
      m_graph.edges.push_back({kind, from, to, {}});
    }
    for (const std::string& text : display(user, set)) {
      add_once(m_graph.edges[found->second].specs, text);
    }
  }

  void add_requirement(Var user, Var set) {
    bool is_empty = true;
    for (const Var candidate : preference(m_problem.entry(set).name)) {
      if (m_problem.contains(m_problem.set_of(set), m_problem.entry(candidate).table)) {
        add_edge(Graph::EdgeKind::requires_one, user, node_of(candidate), set);
        is_empty = false;
      }
    }
    if (is_empty) {
      for (const std::uint32_t to : dead_ends(set)) {
        add_edge(Graph::EdgeKind::requires_one, user, to, set);
      }
    }
  }

  // The nodes that say why a set has no candidate.
  const std::vector<std::uint32_t>& dead_ends(Var set) {
    const auto [found, is_new] = m_dead_ends.try_emplace(set);
    if (is_new) {
      found->second = add_excluded_nodes(set);
      if (found->second.empty()) {
        found->second.push_back(add_node(make_absent_node(m_problem.entry(set).name)));
      }
    }
    return found->second;
  }

  std::vector<std::uint32_t> add_excluded_nodes(Var set) {
    const std::uint32_t name = m_problem.entry(set).name;
    std::map<std::string, Graph::Node> by_reason;
    const VersionSetId id{m_problem.entry(set).payload};
    for (const ExcludedCandidate& excluded : m_problem.excluded(name)) {
      if (!m_provider.contains(id, excluded.solvable)) {
        continue;
      }
      const std::string reason = m_provider.display_string(excluded.reason);
      Graph::Node& node = by_reason[reason];
      node.kind = Graph::NodeKind::excluded;
      node.name = m_provider.display_name(m_problem.name(name).id);
      node.reason = reason;
      add_label(node, excluded.solvable);
    }
    std::vector<std::uint32_t> nodes;
    for (auto& [reason, node] : by_reason) {
      nodes.push_back(add_node(std::move(node)));
    }
    return nodes;
  }

  Graph::Node make_absent_node(std::uint32_t index) {
    const Problem::Name& name = m_problem.name(index);
    const bool is_known = name.count > 0 || !m_problem.excluded(index).empty();
    Graph::Node node{is_known ? Graph::NodeKind::unresolved : Graph::NodeKind::unknown,
                     m_provider.display_name(name.id),
                     {},
                     {},
                     ""};
    for (const Var var : preference(index)) {
      add_label(node, SolvableId{m_problem.entry(var).payload});
    }
    if (name.count == 0) {
      for (const ExcludedCandidate& candidate : m_problem.excluded(index)) {
        add_label(node, candidate.solvable);
      }
    }
    return node;
  }

  void add_exclusions(Var candidate) {
    for (const Var set : m_refutation.excluded_by(candidate)) {
      const auto kind =
          is_requirement(set) ? Graph::EdgeKind::forbids_second : Graph::EdgeKind::constrains;
      for (const Var user : m_refutation.users_of(set)) {
        if (m_refutation.is_reached(user)) {
          add_edge(kind, user, node_of(candidate), set);
        }
      }
    }
  }

  Problem& m_problem;
  CandidateProvider& m_provider;
  const std::vector<Wish>& m_order;
  Refutation m_refutation;
  std::unordered_map<std::uint32_t, std::uint32_t> m_node_of_class;
  std::map<Var, std::vector<std::uint32_t>> m_dead_ends;
  std::map<std::uint32_t, std::vector<Var>> m_preferences; // [name index]
  std::map<std::tuple<Graph::EdgeKind, std::uint32_t, std::uint32_t>, std::size_t> m_edges;
  Graph m_graph;
};

} // namespace

ConflictGraph
build_conflict_graph(const Proof& proof, Problem& problem, const std::vector<Wish>& order) {
  return Builder(proof, problem, order).build();
}

} // namespace etalon
