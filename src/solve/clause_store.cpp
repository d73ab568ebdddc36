#include "clause_store.hpp"

#include <utility>

namespace etalon {

namespace {

// How much a literal deserves to be watched: true or open ones first, then the latest false ones.
std::uint32_t watch_rank(Literal literal, const Trail& trail) {
  return trail.value(literal) >= 0 ? k_none : trail.level(literal.var());
}

} // namespace

std::uint32_t ClauseStore::add(std::span<const Literal> literals, const Trail& trail) {
  const std::uint32_t index = size();
  const auto begin = static_cast<std::uint32_t>(m_literals.size());
  const auto count = static_cast<std::uint32_t>(literals.size());
  m_literals.insert(m_literals.end(), literals.begin(), literals.end());
  m_clauses.push_back({begin, count, {k_none, k_none}});
  Literal* stored = m_literals.data() + begin;
  for (std::uint32_t place = 0; place < 2 && place < count; ++place) {
    std::uint32_t best = place;
    for (std::uint32_t i = place + 1; i < count && watch_rank(stored[best], trail) != k_none; ++i) {
      if (watch_rank(stored[i], trail) > watch_rank(stored[best], trail)) {
        best = i;
      }
    }
    std::swap(stored[place], stored[best]);
    watch(index, place);
  }
  return index;
}

std::uint32_t ClauseStore::find_replacement(const Clause& clause, const Trail& trail) const {
  const Literal* literals = m_literals.data() + clause.begin;
  for (std::uint32_t i = 2; i < clause.size; ++i) {
    if (trail.value(literals[i]) >= 0) {
      return i;
    }
  }
  return clause.size;
}

std::uint32_t
ClauseStore::find_latest(const Clause& clause, std::uint32_t besides, const Trail& trail) const {
  const Literal* literals = m_literals.data() + clause.begin;
  std::uint32_t latest = besides == 0 && clause.size > 1 ? 1 : 0;
  for (std::uint32_t i = 0; i < clause.size; ++i) {
    if (i != besides && trail.level(literals[i].var()) > trail.level(literals[latest].var())) {
      latest = i;
    }
  }
  return latest;
}

void ClauseStore::unwatch(std::uint32_t clause, std::uint32_t place) {
  const Literal literal = m_literals[m_clauses[clause].begin + place];
  std::uint32_t* from = &m_heads[literal.code()];
  while (*from != clause * 2 + place) {
    from = &m_clauses[*from / 2].next[*from % 2];
  }
  *from = m_clauses[clause].next[place];
}

void ClauseStore::move_watch(std::uint32_t clause, std::uint32_t place, std::uint32_t new_place) {
  unwatch(clause, place);
  Literal* literals = m_literals.data() + m_clauses[clause].begin;
  std::swap(literals[place], literals[new_place]);
  watch(clause, place);
}

} // namespace etalon
