#pragma once

#include "linker.hpp"

#include <etalon/prefix/transaction.hpp>
#include <etalon/util/file_system.hpp>

#include <string>
#include <vector>

namespace etalon {

// Writes what conda-meta says of the linked packages, all but the history: a record for each
// package, the variables where there are any, and what the files are like now.
void write_prefix_records(FileSystem& files,
                          const Transaction& transaction,
                          const std::vector<PlacedPaths>& placed);

// The history of a new environment.
std::string render_new_history(const Transaction& transaction, const ExecuteOptions& options);

} // namespace etalon
