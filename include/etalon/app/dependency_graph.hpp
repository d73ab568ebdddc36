#pragma once

#include <etalon/pip/installed_packages.hpp>
#include <etalon/prefix/prefix_data.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

enum class DependencyKind {
  conda,           // an installed conda package
  pypi,            // what pip installed; its own dependencies are not known here
  virtual_package, // `__glibc`: the machine's
  missing,         // a package needs it and it is not installed
};

// "conda", "pypi", "virtual", "missing"
std::string_view to_string(DependencyKind kind);

struct DependencyEdge {
  std::size_t package = 0; // index into DependencyGraph::packages
  std::string spec;        // as the record says it; several of one name are joined by " and "
};

struct DependencyNode {
  DependencyKind kind = DependencyKind::conda;
  std::string name;
  std::string version; // empty where it is not installed
  std::string build;
  std::string channel;
  std::vector<std::string> requested_by; // specs of the user, as written
  std::vector<DependencyEdge> needs;     // sorted by name
  std::vector<DependencyEdge> needed_by; // likewise; the spec is that package's

  [[nodiscard]] bool is_installed() const {
    return kind == DependencyKind::conda || kind == DependencyKind::pypi;
  }

  // "numpy 1.26.4"; the name alone where there is no version.
  [[nodiscard]] std::string title() const;
};

// Which installed package needs which.
struct DependencyGraph {
  std::vector<DependencyNode> packages; // sorted by name

  // Whatever the case of `name`.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  // Names that are installed and near `name`, nearest first.
  [[nodiscard]] std::vector<std::string> find_near_names(std::string_view name) const;
  // Where a tree begins, by name: what the user asked for, then, of what those do not lead to, what
  // nobody needs, then one package of each circle that is left.
  [[nodiscard]] std::vector<std::size_t> roots() const;
};

// By the packages' records and the specs that history or the records say were asked for. python
// needs pip where both are installed, as conda and mamba have it though no record says so. What pip
// installed stands for itself.
DependencyGraph build_dependency_graph(const PrefixData& data,
                                       const std::vector<InstalledPipPackage>& pip = {});

// The specs that the user asked for: those of history, else those that the records keep (pixi).
std::vector<std::string> requested_specs_of(const PrefixData& data);

} // namespace etalon
