#pragma once

#include <etalon/prefix/transaction.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <vector>

namespace etalon {

// Has the environment's own Python compile the byte_compile paths of `jobs` in one interpreter that
// forks `workers - 1` times. The byte code is checked by the hash of its source (PEP 552) and holds
// the source's path relative to the prefix, which Python replaces as it imports: equal sources give
// equal bytes in every prefix. A source that cannot be compiled is left without. Throws Error{io}
// where the interpreter does not work.
void byte_compile(FileSystem& files,
                  const Transaction& transaction,
                  const std::vector<const PlannedPath*>& jobs,
                  std::size_t workers,
                  const CancellationToken& token);

} // namespace etalon
