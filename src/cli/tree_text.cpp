#include "tree_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <limits>

namespace etalon {

namespace {

using nlohmann::ordered_json;

struct Strokes {
  const char* branch;
  const char* last;
  const char* beam;
  const char* blank;
};

Strokes strokes_of(const Terminal& terminal) {
  return terminal.characters == CharacterSet::utf8 ? Strokes{"├─ ", "└─ ", "│  ", "   "}
                                                   : Strokes{"|- ", "`- ", "|  ", "   "};
}

const std::vector<DependencyEdge>& edges_of(const DependencyNode& node, TreeDirection direction) {
  return direction == TreeDirection::dependencies ? node.needs : node.needed_by;
}

// What stands for a package in a tree. Of what is not installed the spec says more than the name.
std::string label_of(const DependencyNode& node, const std::string& spec, ColorUse use) {
  switch (node.kind) {
  case DependencyKind::conda:
    return node.title();
  case DependencyKind::pypi:
    return node.title() + styled(" (pypi)", Style::faint, use);
  case DependencyKind::virtual_package:
    return styled(spec.empty() ? node.name : spec, Style::faint, use);
  case DependencyKind::missing:
    return (spec.empty() ? node.name : spec) + styled(" (not installed)", Style::warning, use);
  }
  return node.name;
}

class TreeWriter {
public:
  TreeWriter(const DependencyGraph& graph, const TreeShape& shape, const Terminal& terminal)
      : m_graph(graph),
        m_shape(shape),
        m_strokes(strokes_of(terminal)),
        m_color(terminal.color),
        m_shown(graph.packages.size(), false) {}

  void write_root(std::size_t package) {
    const auto& node = m_graph.packages[package];
    m_text += styled(label_of(node, "", ColorUse::plain), Style::strong, m_color);
    write_end_and_branches(package, "", 0);
  }

  [[nodiscard]] std::string take_text() { return std::move(m_text); }

private:
  void write_end_and_branches(std::size_t package, const std::string& indent, std::size_t level) {
    const auto& edges = edges_of(m_graph.packages[package], m_shape.direction);
    if (edges.empty() || level == m_shape.depth) {
      m_text += "\n";
      return;
    }
    if (m_shown[package]) {
      m_text += styled(" (*)", Style::faint, m_color) + "\n";
      return;
    }
    m_text += "\n";
    m_shown[package] = true;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const bool last = i + 1 == edges.size();
      const auto& node = m_graph.packages[edges[i].package];
      m_text += indent + (last ? m_strokes.last : m_strokes.branch) +
                label_of(node, edges[i].spec, m_color);
      write_end_and_branches(
          edges[i].package, indent + (last ? m_strokes.blank : m_strokes.beam), level + 1);
    }
  }

  const DependencyGraph& m_graph;
  const TreeShape& m_shape;
  Strokes m_strokes;
  ColorUse m_color;
  std::vector<bool> m_shown;
  std::string m_text;
};

// What a tree from `roots` shows, by name.
std::vector<bool> find_shown(const DependencyGraph& graph,
                             const std::vector<std::size_t>& roots,
                             const TreeShape& shape) {
  struct Place {
    std::size_t package;
    std::size_t level;
  };

  std::vector<bool> shown(graph.packages.size(), false);
  std::deque<Place> open;
  for (const auto root : roots) {
    open.push_back({root, 0});
  }
  while (!open.empty()) {
    const auto current = open.front();
    open.pop_front();
    if (shown[current.package]) {
      continue;
    }
    shown[current.package] = true;
    if (current.level < shape.depth) {
      for (const auto& edge : edges_of(graph.packages[current.package], shape.direction)) {
        open.push_back({edge.package, current.level + 1});
      }
    }
  }
  return shown;
}

ordered_json edges_json(const DependencyGraph& graph, const std::vector<DependencyEdge>& edges) {
  ordered_json rows = ordered_json::array();
  for (const auto& edge : edges) {
    rows.push_back({{"name", graph.packages[edge.package].name}, {"spec", edge.spec}});
  }
  return rows;
}

ordered_json node_json(const DependencyGraph& graph, const DependencyNode& node) {
  return {{"name", node.name},
          {"version", node.version},
          {"build", node.build},
          {"channel", node.channel},
          {"kind", to_string(node.kind)},
          {"requested_by", node.requested_by},
          {"needs", edges_json(graph, node.needs)},
          {"needed_by", edges_json(graph, node.needed_by)}};
}

std::string heading_of(const DependencyNode& node, ColorUse use) {
  auto text = styled(node.title(), Style::strong, use);
  if (!node.build.empty()) {
    text += " " + node.build;
  }
  return node.channel.empty() ? text : fmt::format("{} from {}", text, node.channel);
}

std::string
render_chain(const DependencyGraph& graph, const DependencyChain& chain, const Strokes& strokes) {
  const auto& first = graph.packages[chain.links.front().package];
  std::string text = fmt::format("{}\n", fmt::join(first.requested_by, " and "));
  std::string indent;
  for (const auto& link : chain.links) {
    const auto& node = graph.packages[link.package];
    text += fmt::format("{}{}{} needs {}\n", indent, strokes.last, node.title(), link.needs);
    indent += strokes.blank;
  }
  return text;
}

// Who needs a package that nothing requested leads to.
std::string render_other_dependents(const DependencyGraph& graph, const DependencyNode& node) {
  std::string text;
  for (const auto& edge : node.needed_by) {
    text += fmt::format("  {} needs {}\n", graph.packages[edge.package].title(), edge.spec);
  }
  return text;
}

} // namespace

std::string render_tree(const DependencyGraph& graph,
                        const std::vector<std::size_t>& roots,
                        const TreeShape& shape,
                        const Terminal& terminal) {
  TreeWriter writer(graph, shape, terminal);
  for (const auto root : roots) {
    writer.write_root(root);
  }
  return writer.take_text();
}

std::string render_tree_json(const std::filesystem::path& prefix,
                             const DependencyGraph& graph,
                             const std::vector<std::size_t>& roots,
                             const TreeShape& shape) {
  ordered_json root_names = ordered_json::array();
  for (const auto root : roots) {
    root_names.push_back(graph.packages[root].name);
  }
  const auto shown = find_shown(graph, roots, shape);
  ordered_json rows = ordered_json::array();
  for (std::size_t i = 0; i < graph.packages.size(); ++i) {
    if (shown[i]) {
      rows.push_back(node_json(graph, graph.packages[i]));
    }
  }
  const bool inverted = shape.direction == TreeDirection::dependents;
  return ordered_json{{"version", 1},
                      {"prefix", prefix.string()},
                      {"inverted", inverted},
                      {"roots", std::move(root_names)},
                      {"packages", std::move(rows)}}
             .dump(2) +
         "\n";
}

std::string render_reasons(const DependencyGraph& graph,
                           const PackageReasons& reasons,
                           const Terminal& terminal) {
  const auto& node = graph.packages[reasons.package];
  auto text = heading_of(node, terminal.color) + "\n";
  for (const auto& spec : node.requested_by) {
    text += fmt::format("\nrequested: {}\n", spec);
  }
  for (const auto& chain : reasons.chains) {
    text += "\n" + render_chain(graph, chain, strokes_of(terminal));
  }
  if (reasons.chain_count > reasons.chains.size()) {
    text += fmt::format("\nand {} more: `--limit` shows them\n",
                        reasons.chain_count - reasons.chains.size());
  }
  if (node.kind == DependencyKind::pypi) {
    text += "\ninstalled by pip\n";
  } else if (node.requested_by.empty() && reasons.chains.empty()) {
    text += "\nnothing that was requested needs it";
    text += node.needed_by.empty() ? "\n" : "; these do:\n" + render_other_dependents(graph, node);
  }
  return text;
}

std::string render_reasons_json(const std::filesystem::path& prefix,
                                const DependencyGraph& graph,
                                const PackageReasons& reasons) {
  ordered_json chains = ordered_json::array();
  for (const auto& chain : reasons.chains) {
    ordered_json links = ordered_json::array();
    for (const auto& link : chain.links) {
      const auto& node = graph.packages[link.package];
      links.push_back({{"name", node.name}, {"version", node.version}, {"needs", link.needs}});
    }
    chains.push_back({{"requested_by", graph.packages[chain.links.front().package].requested_by},
                      {"links", std::move(links)}});
  }
  return ordered_json{{"version", 1},
                      {"prefix", prefix.string()},
                      {"package", node_json(graph, graph.packages[reasons.package])},
                      {"requested", !graph.packages[reasons.package].requested_by.empty()},
                      {"chains", std::move(chains)},
                      {"chain_count", reasons.chain_count}}
             .dump(2) +
         "\n";
}

} // namespace etalon
