#pragma once

#include "name_state.hpp"
#include "problem.hpp"
#include "trail.hpp"

#include <vector>

namespace etalon {

// Why places of a name are closed: literals, all false now, at least one of which would have to be
// true for one of the places to be open. Few, and the loosest: where the end of a set suffices it
// is the range, where several ranges do the widest of them.
class ClosedPlaces {
public:
  ClosedPlaces(const Problem& problem, const Trail& trail, const NameState& state)
      : m_problem(problem), m_trail(trail), m_state(state) {}

  // `places` of the name, none of them open. Appends to `literals`.
  void explain(std::uint32_t name, PlaceMask places, std::vector<Literal>& literals);

private:
  void explain_by_sets(std::vector<Literal>& literals);
  [[nodiscard]] Var loosest(const Problem::Set& set) const;
  [[nodiscard]] Var widest_from(std::uint32_t after) const;
  [[nodiscard]] Var widest_to(std::uint32_t before) const;

  const Problem& m_problem;
  const Trail& m_trail;
  const NameState& m_state;
  std::uint32_t m_name = 0;
  std::vector<std::uint64_t> m_rest; // places not explained so far
};

} // namespace etalon
