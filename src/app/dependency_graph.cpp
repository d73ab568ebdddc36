#include <etalon/app/dependency_graph.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace etalon {

namespace {

// The name that a spec is about; empty where it cannot be read or names none. Records are foreign:
// one odd line must not hide the rest.
std::string name_of_spec(const std::string& text) {
  try {
    const auto spec = MatchSpec::parse(text);
    return spec.name.is_exact() ? spec.name.to_string() : "";
  } catch (const Error&) {
    return "";
  }
}

// Nodes by name while edges are collected: std::map keeps its elements where they are.
class GraphBuilder {
public:
  explicit GraphBuilder(const PrefixData& data) {
    for (const auto& record : data.records) {
      const auto& package = record.repodata.package;
      auto& node = m_nodes[package.name];
      node.kind = DependencyKind::conda;
      node.name = package.name;
      node.version = package.version.to_string();
      node.build = package.build;
      node.channel = record.repodata.channel;
    }
  }

  // A conda package of the same name goes before it.
  void add_pip_package(const PipPackage& package) {
    auto& node = m_nodes[package.name];
    if (node.name.empty() || node.kind == DependencyKind::missing) {
      node.kind = DependencyKind::pypi;
      node.name = package.name;
      node.version = package.version;
      node.build = "pypi_0";
      node.channel = "pypi";
    }
  }

  void add_edges(const PackageRecord& package) {
    for (const auto& spec : package.depends) {
      add_edge(package.name, spec);
    }
    const bool asks_for_pip = m_edges.contains({package.name, "pip"});
    if (package.name == "python" && !asks_for_pip && m_nodes.contains("pip")) {
      add_edge(package.name, "pip");
    }
  }

  void add_request(const std::string& spec) {
    const auto found = m_nodes.find(name_of_spec(spec));
    if (found != m_nodes.end()) {
      found->second.requested_by.push_back(spec);
    }
  }

  [[nodiscard]] DependencyGraph finish() {
    DependencyGraph graph;
    std::map<std::string, std::size_t> places;
    for (auto& [name, node] : m_nodes) {
      places[name] = graph.packages.size();
      graph.packages.push_back(std::move(node));
    }
    for (const auto& [names, spec] : m_edges) { // sorted, and so are both lists of edges
      const auto from = places.at(names.first);
      const auto to = places.at(names.second);
      graph.packages[from].needs.push_back({to, spec});
      graph.packages[to].needed_by.push_back({from, spec});
    }
    return graph;
  }

private:
  void add_edge(const std::string& from, const std::string& spec) {
    const auto to = name_of_spec(spec);
    if (to.empty()) {
      return;
    }
    auto& node = m_nodes[to];
    if (node.name.empty()) {
      node.name = to;
      node.kind =
          to.rfind("__", 0) == 0 ? DependencyKind::virtual_package : DependencyKind::missing;
    }
    auto& text = m_edges[{from, to}];
    text += text.empty() ? spec : " and " + spec;
  }

  std::map<std::string, DependencyNode> m_nodes;
  std::map<std::pair<std::string, std::string>, std::string> m_edges;
};

// Marks what `from` leads to, itself among it.
void mark_reached(const DependencyGraph& graph, std::size_t from, std::vector<bool>& reached) {
  std::vector<std::size_t> open = {from};
  while (!open.empty()) {
    const auto current = open.back();
    open.pop_back();
    if (reached[current]) {
      continue;
    }
    reached[current] = true;
    for (const auto& edge : graph.packages[current].needs) {
      open.push_back(edge.package);
    }
  }
}

} // namespace

std::string_view to_string(DependencyKind kind) {
  switch (kind) {
  case DependencyKind::conda:
    return "conda";
  case DependencyKind::pypi:
    return "pypi";
  case DependencyKind::virtual_package:
    return "virtual";
  case DependencyKind::missing:
    return "missing";
  }
  return "missing";
}

std::string DependencyNode::title() const {
  return version.empty() ? name : fmt::format("{} {}", name, version);
}

std::optional<std::size_t> DependencyGraph::find(std::string_view name) const {
  const auto as_written = std::lower_bound(
      packages.begin(),
      packages.end(),
      name,
      [](const DependencyNode& node, std::string_view other) { return node.name < other; });
  if (as_written != packages.end() && as_written->name == name) {
    return static_cast<std::size_t>(as_written - packages.begin());
  }
  const auto wanted = to_lower(name);
  const auto found = std::find_if(packages.begin(), packages.end(), [&](const auto& node) {
    return to_lower(node.name) == wanted;
  });
  return found == packages.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - packages.begin()));
}

std::vector<std::string> DependencyGraph::find_near_names(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& node : packages) {
    if (node.is_installed()) {
      names.push_back(node.name);
    }
  }
  return near_names(name, names);
}

std::vector<std::size_t> DependencyGraph::roots() const {
  std::vector<std::size_t> roots;
  std::vector<bool> reached(packages.size(), false);
  const auto add = [&](std::size_t package) {
    roots.push_back(package);
    mark_reached(*this, package, reached);
  };
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!packages[i].requested_by.empty()) {
      add(i);
    }
  }
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!reached[i] && packages[i].needed_by.empty()) {
      add(i);
    }
  }
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (!reached[i]) {
      add(i);
    }
  }
  return roots;
}

std::vector<std::string> requested_specs_of(const PrefixData& data) {
  auto specs = data.history.requested_specs();
  if (!specs.empty()) {
    return specs;
  }
  for (const auto& record : data.records) {
    for (const auto& spec : record.requested_specs) {
      specs.push_back(without_credentials_in_spec(spec));
    }
  }
  return specs;
}

DependencyGraph build_dependency_graph(const PrefixData& data,
                                       const std::vector<InstalledPipPackage>& pip) {
  GraphBuilder builder(data);
  for (const auto& record : data.records) {
    builder.add_edges(record.repodata.package);
  }
  for (const auto& installed : pip) {
    builder.add_pip_package(installed.package);
  }
  for (const auto& spec : requested_specs_of(data)) {
    builder.add_request(spec);
  }
  return builder.finish();
}

} // namespace etalon
