#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// What a package wants to have in the prefix. The views must outlive it.
struct PathClaims {
  std::string package;                       // dist name
  std::vector<std::string_view> files;       // symbolic links among them
  std::vector<std::string_view> directories; // those that it names; parents go without saying
};

// Paths that several packages bring: who does, as indexes in ascending order, the winner first.
using ContestedPaths = std::map<std::string, std::vector<std::size_t>, std::less<>>;

// `claims` in the order in which packages win. Throws Error{refused} naming the packages where one
// brings a file or symbolic link where another (or itself) has a directory: nothing could then be
// written through a link; and where one brings a path twice.
ContestedPaths find_contested_paths(const std::vector<PathClaims>& claims);

} // namespace etalon
