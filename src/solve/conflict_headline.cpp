#include "conflict_headline.hpp"

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Graph = ConflictGraph;

constexpr std::size_t k_named_specs = 6;

// The specs of the request by their role: what must be there, and pins.
struct Requested {
  std::vector<std::string> specs;
  std::vector<std::string> pins;
};

Requested requested_of(const Graph& graph) {
  Requested requested;
  for (const std::string& spec : graph.requested) {
    const bool is_pin = std::any_of(graph.edges.begin(), graph.edges.end(), [&](const auto& edge) {
      return edge.from == 0 && edge.kind == Graph::EdgeKind::constrains &&
             std::find(edge.specs.begin(), edge.specs.end(), spec) != edge.specs.end();
    });
    auto& role = is_pin ? requested.pins : requested.specs;
    role.push_back((is_pin ? "the pin `" : "`") + spec + "`");
  }
  return requested;
}

std::string join_with_and(const std::vector<std::string>& texts) {
  std::string result;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    result += i == 0 ? "" : i + 1 == texts.size() ? " and " : ", ";
    result += texts[i];
  }
  return result;
}

// The name that all contradictions are about; empty where there are none or several.
std::string disputed_name(const Graph& graph) {
  std::set<std::string> names;
  for (const Graph::Edge& edge : graph.edges) {
    if (edge.kind != Graph::EdgeKind::requires_one) {
      names.insert(graph.nodes[edge.to].name);
    }
  }
  return names.size() == 1 ? *names.begin() : "";
}

bool is_missing(const Graph::Node& node) {
  return node.kind == Graph::NodeKind::unresolved || node.kind == Graph::NodeKind::unknown ||
         node.kind == Graph::NodeKind::excluded;
}

// What everything that could be tried lacks; null where that is not one thing alone.
const Graph::Node* missing_node(const Graph& graph) {
  const Graph::Node* missing = nullptr;
  for (const Graph::Node& node : graph.nodes) {
    if (is_missing(node)) {
      if (missing != nullptr && missing->name != node.name) {
        return nullptr;
      }
      missing = &node;
    }
  }
  return missing;
}

// The spec that nothing satisfies, or both of two, or the name.
std::string wanted_spec(const Graph& graph, const Graph::Node& missing) {
  std::vector<std::string> specs;
  for (const Graph::Edge& edge : graph.edges) {
    if (graph.nodes[edge.to].name == missing.name) {
      for (const std::string& spec : edge.specs) {
        if (std::find(specs.begin(), specs.end(), spec) == specs.end()) {
          specs.push_back(spec);
        }
      }
    }
  }
  return specs.size() == 1   ? "`" + specs.front() + "`"
         : specs.size() == 2 ? "`" + specs[0] + "` or `" + specs[1] + "`"
                             : "`" + missing.name + "`";
}

std::string absence(const Graph::Node& missing) {
  if (missing.kind == Graph::NodeKind::excluded) {
    return "which is excluded";
  }
  if (!missing.note.empty()) {
    return "but " + missing.note;
  }
  return missing.kind == Graph::NodeKind::unknown ? "but no package is named so"
                                                  : "but there is no such version";
}

// A package that more is known about than the solver does is none that another choice could change.
std::string clash_with_noted(const Graph& graph) {
  for (const Graph::Edge& edge : graph.edges) {
    const Graph::Node& node = graph.nodes[edge.to];
    if (edge.kind != Graph::EdgeKind::requires_one && !node.note.empty() &&
        !node.versions.empty()) {
      return "it needs `" + edge.specs.front() + "`, but there is " + node.name + " " +
             node.versions.front() + " (" + node.note + ")";
    }
  }
  return "";
}

std::string cause_of_one(const Graph& graph) {
  const bool have_contradictions =
      std::any_of(graph.edges.begin(), graph.edges.end(), [](const auto& edge) {
        return edge.kind != Graph::EdgeKind::requires_one;
      });
  if (have_contradictions) {
    if (std::string cause = clash_with_noted(graph); !cause.empty()) {
      return cause;
    }
    const std::string name = disputed_name(graph);
    return name.empty() ? "what it needs contradicts itself"
                        : "what it needs disagrees on `" + name + "`";
  }
  const Graph::Node* missing = missing_node(graph);
  if (missing == nullptr) {
    return "whatever is tried, something that it needs is missing";
  }
  return "it needs " + wanted_spec(graph, *missing) + ", " + absence(*missing);
}

} // namespace

std::string conflict_headline(const ConflictGraph& graph) {
  const Requested requested = requested_of(graph);
  std::vector<std::string> all = requested.specs;
  all.insert(all.end(), requested.pins.begin(), requested.pins.end());
  if (all.empty()) {
    return "";
  }
  if (all.size() == 1) {
    return all.front() + " cannot be installed: " + cause_of_one(graph);
  }
  if (all.size() > k_named_specs) {
    const std::size_t more = all.size() - k_named_specs;
    all.resize(k_named_specs);
    all.push_back(std::to_string(more) + " more");
  }
  const std::string name = disputed_name(graph);
  return join_with_and(all) + " cannot be installed together" +
         (name.empty() ? "" : ": they disagree on `" + name + "`");
}

} // namespace etalon
