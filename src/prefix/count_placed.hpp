#pragma once

#include "linker.hpp"

#include <etalon/prefix/transaction.hpp>

#include <vector>

namespace etalon {

// Adds up in `result` what linking made, and how.
void count_placed(const Transaction& transaction,
                  const std::vector<PlacedPaths>& placed,
                  TransactionResult& result);

} // namespace etalon
