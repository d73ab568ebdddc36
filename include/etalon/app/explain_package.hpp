#pragma once

#include <etalon/app/dependency_graph.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace etalon {

// From a package that the user asked for to the one in question: each needs the next.
struct DependencyChain {
  struct Link {
    std::size_t package = 0;
    std::string needs; // the next one, as this package's record says it
  };

  std::vector<Link> links; // without the package in question, at least one
};

// Why a package is in an environment.
struct PackageReasons {
  std::size_t package = 0;
  // For each requested package that leads here, all its shortest chains; short ones first.
  std::vector<DependencyChain> chains;
  std::uint64_t chain_count = 0; // of all, also of those beyond the limit
};

// At most `limit` chains are listed: there may be as many as the number of layers is an exponent.
PackageReasons
explain_package(const DependencyGraph& graph, std::size_t package, std::size_t limit);

} // namespace etalon
