#pragma once

#include "path_conflicts.hpp"

#include <etalon/prefix/transaction.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Of packages that bring one path the first in link order has it. The files of the others stand in
// conda-meta/etalon-clobbered/DIST/PATH, where their records say that they are: from there one
// comes back, by a rename, when those before it are gone.
std::string clobbered_path(std::string_view dist_name, std::string_view path);

// The path that `path` was meant to be: itself, unless it is a clobbered one.
std::string_view wanted_path(std::string_view path);
bool is_clobbered(std::string_view path);

// Whether two files for one path have other bytes, as far as anybody knows. Byte code follows its
// source.
bool matters_who_wins(const PathEntry& a, const PathEntry& b);

PathClaims claims_of(const PlannedPackage& package);

// Moves the paths that `package`, `index` in `contested`, loses to where clobbered ones stand. Byte
// code is not made for them.
void move_clobbered(PlannedPackage& package, std::size_t index, const ContestedPaths& contested);

} // namespace etalon
