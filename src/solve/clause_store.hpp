#pragma once

#include "literal.hpp"
#include "trail.hpp"

#include <span>
#include <vector>

namespace etalon {

// The clauses of more than two literals (shorter ones are allowed), one behind the other in one
// array, and for each literal the list of clauses that watch it.
//
// A clause watches two of its literals, the first two. While neither is false there is nothing to
// do. Lists are linked through the clauses, so watching allocates nothing.
class ClauseStore {
public:
  void add_variables(std::uint32_t count) {
    m_heads.resize(m_heads.size() + std::size_t{count} * 2, k_none);
  }

  // Stores a clause; `trail` decides which two are watched: open or true ones, else those that
  // were falsified last.
  std::uint32_t add(std::span<const Literal> literals, const Trail& trail);

  [[nodiscard]] std::span<const Literal> literals(std::uint32_t clause) const {
    return {m_literals.data() + m_clauses[clause].begin, m_clauses[clause].size};
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_clauses.size()); }

  // Looks at every clause that watches `falsified`. Where one has become unit, on_unit(literal,
  // clause) is told; it returns false to stop, when the literal is false: a conflict. The clause
  // then watches its two latest literals. Returns false where it was stopped.
  template <typename OnUnit>
  bool visit(Literal falsified, const Trail& trail, OnUnit on_unit);

private:
  struct Clause {
    std::uint32_t begin;
    std::uint32_t size;
    std::uint32_t next[2]; // of the lists of the watched literals 0 and 1
  };

  // A link is clause * 2 + the place of the watched literal (0 or 1).
  void watch(std::uint32_t clause, std::uint32_t place) {
    const Literal literal = m_literals[m_clauses[clause].begin + place];
    m_clauses[clause].next[place] = m_heads[literal.code()];
    m_heads[literal.code()] = clause * 2 + place;
  }

  void unwatch(std::uint32_t clause, std::uint32_t place);
  // The place from 2 on of a literal that is not false, or the size of the clause.
  [[nodiscard]] std::uint32_t find_replacement(const Clause& clause, const Trail& trail) const;
  // The place other than `besides` of the literal that was falsified at the highest level.
  [[nodiscard]] std::uint32_t
  find_latest(const Clause& clause, std::uint32_t besides, const Trail& trail) const;
  void move_watch(std::uint32_t clause, std::uint32_t place, std::uint32_t new_place);

  std::vector<Literal> m_literals;
  std::vector<Clause> m_clauses;
  std::vector<std::uint32_t> m_heads; // [literal code]: the first link
};

template <typename OnUnit>
bool ClauseStore::visit(Literal falsified, const Trail& trail, OnUnit on_unit) {
  std::uint32_t link = m_heads[falsified.code()];
  std::uint32_t* from = &m_heads[falsified.code()];
  while (link != k_none) {
    const std::uint32_t index = link / 2;
    const std::uint32_t place = link % 2;
    Clause& clause = m_clauses[index];
    Literal* literals = m_literals.data() + clause.begin;
    const std::uint32_t next = clause.next[place];
    if (clause.size > 1 && trail.value(literals[1 - place]) > 0) {
      from = &clause.next[place];
      link = next;
      continue;
    }
    const std::uint32_t replacement = find_replacement(clause, trail);
    if (replacement < clause.size) {
      *from = next;
      std::swap(literals[place], literals[replacement]);
      watch(index, place);
      link = next;
      continue;
    }
    // Unit or falsified. Levels may be out of order: watch what will be taken back first.
    const std::uint32_t other = clause.size > 1 ? 1 - place : 0;
    const std::uint32_t latest = find_latest(clause, other, trail);
    if (latest >= 2 && trail.level(literals[latest].var()) > trail.level(falsified.var())) {
      *from = next;
      std::swap(literals[place], literals[latest]);
      watch(index, place);
    } else {
      from = &clause.next[place];
    }
    link = next;
    if (!on_unit(literals[other], index)) {
      const std::uint32_t last = find_latest(clause, 1 - other, trail);
      if (last >= 2 && trail.level(literals[last].var()) > trail.level(literals[other].var())) {
        move_watch(index, other, last);
      }
      return false;
    }
  }
  return true;
}

} // namespace etalon
