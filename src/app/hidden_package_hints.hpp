#pragma once

#include "hint_search.hpp"

#include <vector>

namespace etalon {

// With strict channel priority: that flexible priority finds an answer, and in which channel.
void add_lower_priority_hint(const HintSearch& search, std::vector<ConflictHint>& hints);

// With a date behind which packages are left out: the first with which there is an answer.
void add_later_date_hint(const HintSearch& search, std::vector<ConflictHint>& hints);

} // namespace etalon
