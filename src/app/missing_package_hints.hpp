#pragma once

#include "hint_search.hpp"

#include <vector>

namespace etalon {

// On a name, or versions of it, that no channel in use has for the platform: channels and platforms
// that do, as far as their indexes are in the cache, or a spelling that there is.
void add_missing_package_hints(const HintSearch& search,
                               const ConflictGraph::Node& node,
                               std::vector<ConflictHint>& hints);

} // namespace etalon
