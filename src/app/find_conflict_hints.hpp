#pragma once

#include "hint_search.hpp"

#include <vector>

namespace etalon {

// Most useful first, few enough to be read.
std::vector<ConflictHint> find_conflict_hints(const ConflictQuestion& question,
                                              const ResolveContext& context,
                                              const ConflictTrials& trials);

} // namespace etalon
