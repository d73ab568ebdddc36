#pragma once

#include <etalon/prefix/transaction.hpp>

#include <vector>

namespace etalon {

// Throws Error{refused} naming the packages where two of them bring one path, or one brings a file
// or symbolic link where another (or itself) has a directory: nothing could then be written through
// a link, and no package's file is lost to another's.
void refuse_conflicts(const std::vector<PlannedPackage>& packages);

} // namespace etalon
