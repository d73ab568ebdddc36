#pragma once

#include <etalon/lock/lock_file.hpp>

#include <string>
#include <vector>

namespace etalon {

// Gives each conda package the categories of the specs that lead to it over its dependencies, as
// conda-lock does: what `main` leads to is in no other. pip is of `main` where there are lines for
// it. What no spec leads to is of `main`: it is there for a reason that is not seen here. Throws
// Error{usage} for a spec that does not parse.
void assign_categories(LockedPlatform& platform);

// Whether one of a package's categories is among those that are wanted.
bool is_wanted(const std::vector<std::string>& of_package, const std::vector<std::string>& wanted);

} // namespace etalon
