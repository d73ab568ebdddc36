#pragma once

#include <cstdint>

namespace etalon {

// What a resolution took, in numbers that do not depend on the machine.
struct ResolutionCounters {
  std::uint64_t names = 0;     // of packages that were looked at
  std::uint64_t records = 0;   // decoded
  std::uint64_t solvables = 0; // candidates of those names
  std::uint64_t expanded = 0;  // candidates whose dependencies were looked at
  std::uint64_t clauses = 0;
  std::uint64_t decisions = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t learnt = 0; // clauses
  std::uint64_t propagations = 0;
};

// Whether the time that records take is told from the solver's: that costs a look at the clock for
// each question the solver has.
enum class TimingDetail { coarse, fine };

} // namespace etalon
