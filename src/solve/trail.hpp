#pragma once

#include "literal.hpp"

#include <vector>

namespace etalon {

// The literals that hold, in the order in which they were found, each with the level at which it
// holds. A literal that is found late - because its clause was loaded late - may carry a lower
// level than the current one; it then survives a return to that level.
class Trail {
public:
  Trail() : m_level_starts{0} {}

  void add_variables(std::uint32_t count) { m_cells.resize(m_cells.size() + count); }

  // 1 true, -1 false, 0 open.
  [[nodiscard]] int value(Literal literal) const {
    const int value = m_cells[literal.var()].value;
    return literal.is_yes() ? value : -value;
  }

  [[nodiscard]] std::uint32_t level(Var var) const { return m_cells[var].level; }

  [[nodiscard]] Reason reason(Var var) const { return m_cells[var].reason; }

  [[nodiscard]] std::uint32_t current_level() const {
    return static_cast<std::uint32_t>(m_level_starts.size()) - 1;
  }

  [[nodiscard]] const std::vector<Literal>& literals() const { return m_literals; }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_literals.size()); }

  void start_level() { m_level_starts.push_back(size()); }

  void assign(Literal literal, std::uint32_t level, Reason reason) {
    m_cells[literal.var()] = {static_cast<std::int8_t>(literal.is_yes() ? 1 : -1), level, reason};
    m_literals.push_back(literal);
  }

  // Takes back all that holds only above `level`, calling on_unassign(literal) for each. Returns
  // where the literals begin that survived although they stood above: their consequences have to
  // be looked for once more.
  template <typename Callback>
  std::uint32_t backtrack(std::uint32_t level, Callback on_unassign) {
    if (level >= current_level()) {
      return size();
    }
    const std::uint32_t start = m_level_starts[level + 1];
    std::uint32_t kept = start;
    for (std::uint32_t i = start; i < size(); ++i) {
      const Literal literal = m_literals[i];
      if (m_cells[literal.var()].level <= level) {
        m_literals[kept++] = literal;
      } else {
        m_cells[literal.var()].value = 0;
        on_unassign(literal);
      }
    }
    m_literals.resize(kept);
    m_level_starts.resize(level + 1);
    return start;
  }

private:
  struct Cell {
    std::int8_t value = 0;
    std::uint32_t level = 0;
    Reason reason = Reason::decision();
  };

  std::vector<Cell> m_cells;
  std::vector<Literal> m_literals;
  std::vector<std::uint32_t> m_level_starts; // [level]: where its literals begin
};

} // namespace etalon
