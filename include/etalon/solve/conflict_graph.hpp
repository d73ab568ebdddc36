#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

// Why a task has no solution: packages and what they ask for, as far as it takes part in the
// contradiction. A value of its own: it needs neither the solver nor the provider any more.
//
// Packages of one name that fail for the same reason are one node. Node 0 is the root: what was
// requested.
struct ConflictGraph {
  enum class NodeKind {
    root,       // the request itself
    package,    // packages that could be tried
    unresolved, // nothing satisfies the spec, though the name exists
    unknown,    // nobody has heard of the name
    excluded,   // packages that exist, with the reason why they are out
  };

  struct Node {
    NodeKind kind = NodeKind::root;
    std::string name;
    std::vector<std::string> versions; // best first, each once; of `unresolved`: what there is
    std::vector<std::string> builds;   // likewise; empty where they say nothing
    std::string reason;                // of `excluded`
    // More than the solver can know, filled in by who made the task. Of `unresolved` and `unknown`
    // a sentence in place of "there is only ...": "this machine has no NVIDIA driver"; of `package`
    // what stands in brackets behind it: "from libcuda".
    std::string note = {};
  };

  enum class EdgeKind {
    requires_one,   // `to` is among what satisfies a requirement of `from`
    constrains,     // a constraint of `from` rules out `to`
    forbids_second, // a requirement of `from` on the same name rules out `to`
  };

  struct Edge {
    EdgeKind kind = EdgeKind::requires_one;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::vector<std::string> specs; // those of `from`, as displayed by the provider, each once
  };

  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<std::string> requested; // the specs of the request that contradict, in its order
};

// For people, without a final newline: a sentence with the requested specs that contradict, then a
// short tree, the specs in the order of the request. Where one line says it all there is no
// sentence. Versions are collapsed as "1.2|1.1|1.0", many of them as "1.0..2.4 (17 versions)"; at
// most 30 lines, the last of which says how many are left out.
std::string render(const ConflictGraph& graph);

} // namespace etalon
