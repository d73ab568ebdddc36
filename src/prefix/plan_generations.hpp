#pragma once

#include <etalon/prefix/change.hpp>

#include <cstddef>
#include <map>
#include <vector>

namespace etalon {

// What an environment is made of. Packages come in order of names.
Generation generation_of(const PrefixData& data);

// The generations that `change`, whose transaction is complete, has to keep: the one to come, and
// the one that is there, where nobody kept it. `staying` are the records that do not change.
std::map<std::size_t, Generation> plan_generations(const PrefixData& installed,
                                                   const std::vector<const PrefixRecord*>& staying,
                                                   const PrefixChange& change);

} // namespace etalon
