#pragma once

#include "terminal.hpp"

#include <etalon/app/dependency_graph.hpp>
#include <etalon/app/explain_package.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

enum class TreeDirection {
  dependencies, // what each package needs
  dependents,   // what needs each package
};

struct TreeShape {
  TreeDirection direction = TreeDirection::dependencies;
  std::size_t depth = 0; // levels below the roots
};

// A tree of lines per root. A package whose branch was shown already ends in " (*)", unless it has
// none.
std::string render_tree(const DependencyGraph& graph,
                        const std::vector<std::size_t>& roots,
                        const TreeShape& shape,
                        const Terminal& terminal);

// The roots and, flat, every package that the tree would show, with its edges.
std::string render_tree_json(const std::filesystem::path& prefix,
                             const DependencyGraph& graph,
                             const std::vector<std::size_t>& roots,
                             const TreeShape& shape);

// What the package is, who asked for it, and the chains that lead to it.
std::string render_reasons(const DependencyGraph& graph,
                           const PackageReasons& reasons,
                           const Terminal& terminal);
std::string render_reasons_json(const std::filesystem::path& prefix,
                                const DependencyGraph& graph,
                                const PackageReasons& reasons);

} // namespace etalon
