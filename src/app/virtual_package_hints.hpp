#pragma once

#include "hint_search.hpp"

#include <string>
#include <vector>

namespace etalon {

// The least that a machine would have to offer of the virtual package `name` for there to be an
// answer, and how to solve for such a machine.
void add_virtual_package_hint(const HintSearch& search,
                              const std::string& name,
                              std::vector<ConflictHint>& hints);

} // namespace etalon
