#pragma once

#include <etalon/model/package_record.hpp>

#include <string>
#include <vector>

namespace etalon {

// A package of the answer and who asked for it.
struct SolvedPackage {
  RepoDataRecord record;
  std::vector<std::string> required_by; // "manifest" specs as written, or names of packages
  bool requested = false;
};

// The answer of a resolution, in an order in which every package follows its dependencies (cycles
// broken by name).
struct Solution {
  std::vector<SolvedPackage> packages;
};

} // namespace etalon
