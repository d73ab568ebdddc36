#pragma once

#include "hint_search.hpp"

#include <vector>

namespace etalon {

// Of the specs that contradict, the first for which a build without CUDA gives an answer.
void add_cpu_build_hint(const HintSearch& search, std::vector<ConflictHint>& hints);

// The first of the specs that contradict with a change of which there is an answer, else several
// changes at once, as few as can be. Empty where none help, or that was not found out.
std::vector<SpecChange> find_fewest_changes(const HintSearch& search);

// What else the request may say instead: one spec changed, else several at once, else one left out.
// A spec for which `hints` has a build without CUDA already is let be.
void add_spec_change_hints(const HintSearch& search, std::vector<ConflictHint>& hints);

} // namespace etalon
