#include "conflict_headline.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

using Graph = ConflictGraph;

constexpr std::size_t k_listed_versions = 5; // more are shown as a range
constexpr std::size_t k_listed_builds = 3;
constexpr std::size_t k_listed_specs = 3;
constexpr std::size_t k_spelled_specs = 2; // where the packages they allow are told as well
constexpr std::size_t k_listed_opponents = 2;
constexpr std::size_t k_listed_alternatives = 6;
constexpr std::size_t k_lines = 30; // nobody reads more

std::string join_some(const std::vector<std::string>& texts, std::size_t limit) {
  std::string result;
  for (std::size_t i = 0; i < std::min(limit, texts.size()); ++i) {
    result += (i == 0 ? "" : " or ") + texts[i];
  }
  if (texts.size() > limit) {
    result += " or " + std::to_string(texts.size() - limit) + " more";
  }
  return result;
}

std::string join_by_bar(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) {
    result += (result.empty() ? "" : "|") + text;
  }
  return result;
}

std::string show_versions(const std::vector<std::string>& versions) {
  if (versions.size() <= k_listed_versions) {
    return join_by_bar(versions);
  }
  return versions.back() + ".." + versions.front() + " (" + std::to_string(versions.size()) +
         " versions)";
}

std::string quote_all(const std::vector<std::string>& specs) {
  std::vector<std::string> quoted;
  quoted.reserve(specs.size());
  for (const std::string& spec : specs) {
    quoted.push_back("`" + spec + "`");
  }
  return join_some(quoted, k_listed_specs);
}

// One thing that a node asks for: the specs, and the nodes they lead to.
struct Need {
  Graph::EdgeKind kind;
  std::vector<std::string> specs;
  std::vector<std::uint32_t> targets;
};

class Renderer {
public:
  explicit Renderer(const Graph& graph) : m_graph(graph) {}

  std::string run() {
    auto needs = needs_of(0);
    // In the order of the request, whatever leads to the contradiction first.
    std::stable_sort(needs.begin(), needs.end(), [this](const Need& a, const Need& b) {
      return place(a.specs.front()) < place(b.specs.front());
    });
    for (std::size_t i = 0; i < needs.size(); ++i) {
      add_need(needs[i], "", i + 1 == needs.size(), 0);
    }
    return text();
  }

private:
  // "pytorch 2.0.1 (py3.9_cpu_0)": builds are told where the version alone would mean several
  // nodes.
  [[nodiscard]] std::string show(const Graph::Node& node) const {
    std::string text = node.name + " " + show_versions(node.versions);
    const bool is_ambiguous =
        node.versions.size() == 1 &&
        std::any_of(m_graph.nodes.begin(), m_graph.nodes.end(), [&](const Graph::Node& other) {
          return &other != &node && other.name == node.name &&
                 other.kind != Graph::NodeKind::unresolved &&
                 std::find(other.versions.begin(), other.versions.end(), node.versions.front()) !=
                     other.versions.end();
        });
    // One version in several builds that all fail a spec: then it was a build that was asked for.
    const bool lacks_build = node.kind == Graph::NodeKind::unresolved &&
                             node.versions.size() == 1 && node.builds.size() > 1;
    if (lacks_build || (is_ambiguous && !node.builds.empty())) {
      text += node.builds.size() <= k_listed_builds
                  ? " (" + join_by_bar(node.builds) + ")"
                  : " (" + std::to_string(node.builds.size()) + " builds)";
    }
    if (node.kind == Graph::NodeKind::package && !node.note.empty()) {
      text += " (" + node.note + ")";
    }
    return text;
  }

  [[nodiscard]] std::size_t place(const std::string& spec) const {
    return static_cast<std::size_t>(
        std::find(m_graph.requested.begin(), m_graph.requested.end(), spec) -
        m_graph.requested.begin());
  }

  // What `node` asks for, edges to nodes of one name taken together. A package's constraints are
  // told where they hit; those of the request come last.
  [[nodiscard]] std::vector<Need> needs_of(std::uint32_t node) const {
    std::vector<Need> needs;
    for (const Graph::Edge& edge : m_graph.edges) {
      if (edge.from != node || edge.kind == Graph::EdgeKind::forbids_second ||
          (edge.kind == Graph::EdgeKind::constrains && node != 0)) {
        continue;
      }
      const auto same = std::find_if(needs.begin(), needs.end(), [&](const Need& need) {
        return need.kind == edge.kind && have_name_in_common(need, edge) &&
               (node != 0 || need.specs == edge.specs);
      });
      if (same == needs.end()) {
        needs.push_back({edge.kind, edge.specs, {edge.to}});
        continue;
      }
      same->targets.push_back(edge.to);
      for (const std::string& spec : edge.specs) {
        if (std::find(same->specs.begin(), same->specs.end(), spec) == same->specs.end()) {
          same->specs.push_back(spec);
        }
      }
    }
    std::stable_partition(needs.begin(), needs.end(), [](const Need& need) {
      return need.kind == Graph::EdgeKind::requires_one;
    });
    return needs;
  }

  [[nodiscard]] bool have_name_in_common(const Need& need, const Graph::Edge& edge) const {
    return m_graph.nodes[need.targets.front()].name == m_graph.nodes[edge.to].name;
  }

  void add_line(const std::string& indent, bool is_last, const std::string& text) {
    m_lines.push_back(indent + (is_last ? "└─ " : "├─ ") + text);
  }

  [[nodiscard]] std::string text() const {
    if (m_lines.size() == 1) {
      return m_lines.front().substr(std::string("└─ ").size());
    }
    const bool is_whole = m_lines.size() <= k_lines;
    std::string text = conflict_headline(m_graph);
    for (std::size_t i = 0; i < (is_whole ? m_lines.size() : k_lines - 1); ++i) {
      text += (text.empty() ? "" : "\n") + m_lines[i];
    }
    return is_whole ? text
                    : text + "\n(" + std::to_string(m_lines.size() - k_lines + 1) +
                          " more lines are left out)";
  }

  // Many ranges say less than what they allow together.
  [[nodiscard]] std::string show_specs(const Need& need) const {
    const bool are_packages =
        std::all_of(need.targets.begin(), need.targets.end(), [&](std::uint32_t target) {
          return m_graph.nodes[target].kind == Graph::NodeKind::package;
        });
    if (!are_packages || need.specs.size() <= k_spelled_specs) {
      return quote_all(need.specs);
    }
    return show_ranges(m_graph.nodes[need.targets.front()].name, need.specs.size());
  }

  static std::string show_ranges(const std::string& name, std::size_t count) {
    return "`" + name + "` in one of " + std::to_string(count) + " ranges";
  }

  void add_need(const Need& need, const std::string& indent, bool is_last, std::uint32_t owner) {
    const std::string specs = owner == 0 ? quote_all(need.specs) : show_specs(need);
    const std::string inner = indent + (is_last ? "   " : "│  ");
    if (need.kind == Graph::EdgeKind::constrains) {
      std::vector<std::string> targets;
      for (const std::uint32_t target : need.targets) {
        targets.push_back(show(m_graph.nodes[target]));
      }
      add_line(indent,
               is_last,
               "only " + specs + " is allowed, which rules out " +
                   join_some(targets, k_listed_specs));
      return;
    }
    const std::string start = owner == 0 ? specs + " is requested" : "needs " + specs;
    if (need.targets.size() == 1 || is_one_absence(need)) {
      const std::uint32_t target = need.targets.front();
      add_line(indent, is_last, start + after_spec(target));
      add_needs_of(target, inner);
      return;
    }
    add_line(indent, is_last, start + ":");
    const std::size_t listed = need.targets.size() <= k_listed_alternatives + 1
                                   ? need.targets.size()
                                   : k_listed_alternatives;
    for (std::size_t i = 0; i < listed; ++i) {
      const std::uint32_t target = need.targets[i];
      const bool is_last_target = i + 1 == need.targets.size();
      const std::string sentence = absence(target);
      add_line(inner,
               is_last_target,
               sentence.empty() ? show(m_graph.nodes[target]) + fate(target) : sentence);
      add_needs_of(target, inner + (is_last_target ? "   " : "│  "));
    }
    if (listed < need.targets.size()) {
      add_line(
          inner, true, std::to_string(need.targets.size() - listed) + " more that fail likewise");
    }
  }

  // A sentence about a spec that nothing satisfies; empty for what could be tried.
  [[nodiscard]] std::string absence(std::uint32_t target) const {
    const Graph::Node& node = m_graph.nodes[target];
    if (node.kind == Graph::NodeKind::unknown || node.kind == Graph::NodeKind::unresolved) {
      if (!node.note.empty()) {
        return node.note;
      }
      return node.kind == Graph::NodeKind::unknown ? "no package is named `" + node.name + "`"
                                                   : "there is only " + show(node);
    }
    return "";
  }

  // Specs that nothing satisfies, for which one sentence is enough.
  [[nodiscard]] bool is_one_absence(const Need& need) const {
    const std::string first = absence(need.targets.front());
    return !first.empty() &&
           std::all_of(need.targets.begin(), need.targets.end(), [&](std::uint32_t target) {
             return absence(target) == first;
           });
  }

  [[nodiscard]] std::string after_spec(std::uint32_t target) {
    if (const std::string sentence = absence(target); !sentence.empty()) {
      return ", but " + sentence;
    }
    const bool is_excluded = m_graph.nodes[target].kind == Graph::NodeKind::excluded;
    return (is_excluded ? ", but " : ": ") + show(m_graph.nodes[target]) + fate(target);
  }

  // Who rules a node out, and how. Builds that do it alike count as one.
  [[nodiscard]] std::vector<std::string> opponents_of(std::uint32_t target) const {
    std::vector<std::string> opponents;
    std::set<std::pair<std::string, std::vector<std::string>>> seen; // name, specs
    for (const Graph::Edge& edge : m_graph.edges) {
      const Graph::Node& from = m_graph.nodes[edge.from];
      if (edge.to != target || edge.kind == Graph::EdgeKind::requires_one ||
          !seen.emplace(from.name, edge.specs).second) {
        continue;
      }
      const std::string specs = edge.specs.size() <= k_spelled_specs
                                    ? quote_all(edge.specs)
                                    : show_ranges(m_graph.nodes[target].name, edge.specs.size());
      const bool constrains = edge.kind == Graph::EdgeKind::constrains;
      opponents.push_back(
          edge.from == 0 ? (constrains ? "only " + specs + " is allowed" : specs + " is requested")
                         : show(from) + (constrains ? " allows only " : " needs ") + specs);
    }
    return opponents;
  }

  // What becomes of a node, as far as that is known on its own line.
  [[nodiscard]] std::string fate(std::uint32_t target) {
    const Graph::Node& node = m_graph.nodes[target];
    if (node.kind == Graph::NodeKind::excluded) {
      return " is excluded: " + node.reason;
    }
    if (m_shown.contains(target) && !needs_of(target).empty()) {
      return " (as above)";
    }
    const std::vector<std::string> opponents = opponents_of(target);
    if (opponents.empty()) {
      return "";
    }
    std::string text = ", but ";
    for (std::size_t i = 0; i < std::min(k_listed_opponents, opponents.size()); ++i) {
      text += (i == 0 ? "" : " and ") + opponents[i];
    }
    return text;
  }

  void add_needs_of(std::uint32_t node, const std::string& indent) {
    if (!m_shown.insert(node).second) {
      return;
    }
    const auto needs = needs_of(node);
    for (std::size_t i = 0; i < needs.size(); ++i) {
      add_need(needs[i], indent, i + 1 == needs.size(), node);
    }
  }

  const Graph& m_graph;
  std::set<std::uint32_t> m_shown;
  std::vector<std::string> m_lines;
};

} // namespace

std::string render(const ConflictGraph& graph) {
  return Renderer(graph).run();
}

} // namespace etalon
