#include "closed_places.hpp"

#include <algorithm>
#include <bit>

namespace etalon {

namespace {

std::uint32_t count_without(PlaceMask places, PlaceMask without) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    count += static_cast<std::uint32_t>(std::popcount(places[i] & ~without[i]));
  }
  return count;
}

} // namespace

void ClosedPlaces::explain(std::uint32_t name, PlaceMask places, std::vector<Literal>& literals) {
  m_name = name;
  m_rest.assign(places.begin(), places.end());
  explain_by_sets(literals);
  if (m_state.chosen != k_none) { // closes all others
    const bool is_among = has_place(m_rest, m_state.chosen_place);
    if (count_places(m_rest) > (is_among ? 1U : 0U)) {
      literals.push_back(Literal::no(m_state.chosen));
    }
    std::fill(m_rest.begin(), m_rest.end(), 0);
    if (is_among) {
      add_place(m_rest, m_state.chosen_place);
    }
  }
  visit_places(m_rest, [&](std::uint32_t place) {
    literals.push_back(Literal::yes(m_problem.name(name).vars[place]));
  });
}

// Takes the set that closes the most of what is left, again and again.
void ClosedPlaces::explain_by_sets(std::vector<Literal>& literals) {
  while (true) {
    std::uint32_t most = 0;
    std::uint32_t best = k_none;
    for (const std::uint32_t index : m_state.active) {
      const std::uint32_t count = count_without(m_rest, m_problem.mask_of(m_problem.set(index)));
      if (count > most) {
        most = count;
        best = index;
      }
    }
    if (best == k_none) {
      return;
    }
    const Var var = loosest(m_problem.set(best));
    literals.push_back(Literal::no(var));
    keep_places(m_rest, m_problem.mask_of(m_problem.set(best)));
  }
}

// Of what the set implies, that which closes the same places of those that are left.
Var ClosedPlaces::loosest(const Problem::Set& set) const {
  const PlaceMask mask = m_problem.mask_of(set);
  std::uint32_t first = k_no_place;
  std::uint32_t last = k_no_place;
  visit_places_without(m_rest, mask, [&](std::uint32_t place) {
    first = first == k_no_place ? place : first;
    last = place;
    return true;
  });
  Var range = k_none;
  if (last < set.first) {
    range = widest_from(last);
  } else if (first > set.last) {
    range = widest_to(first);
  }
  return range == k_none ? set.var : range;
}

// The widest range that holds and begins after a place.
Var ClosedPlaces::widest_from(std::uint32_t after) const {
  const auto& ranges = m_problem.name(m_name).ranges_from;
  auto range = std::partition_point(ranges.begin(), ranges.end(), [&](std::uint32_t set) {
    return m_problem.set(set).first <= after;
  });
  for (; range != ranges.end(); ++range) {
    if (m_trail.value(Literal::yes(m_problem.set(*range).var)) > 0) {
      return m_problem.set(*range).var;
    }
  }
  return k_none;
}

// The widest range that holds and ends before a place.
Var ClosedPlaces::widest_to(std::uint32_t before) const {
  const auto& ranges = m_problem.name(m_name).ranges_to;
  auto range = std::partition_point(ranges.begin(), ranges.end(), [&](std::uint32_t set) {
    return m_problem.set(set).last < before;
  });
  while (range != ranges.begin()) {
    --range;
    if (m_trail.value(Literal::yes(m_problem.set(*range).var)) > 0) {
      return m_problem.set(*range).var;
    }
  }
  return k_none;
}

} // namespace etalon
