#pragma once

#include <cstdint>

namespace etalon {

// A variable of the search: a package, or a version set in one of its two roles.
using Var = std::uint32_t;
constexpr std::uint32_t k_none = UINT32_MAX;

// A variable or its negation.
class Literal {
public:
  constexpr Literal() = default;

  static constexpr Literal yes(Var var) { return Literal(var * 2); }

  static constexpr Literal no(Var var) { return Literal(var * 2 + 1); }

  [[nodiscard]] constexpr Var var() const { return m_code / 2; }

  [[nodiscard]] constexpr bool is_yes() const { return m_code % 2 == 0; }

  // Dense, fit to index an array of two slots per variable.
  [[nodiscard]] constexpr std::uint32_t code() const { return m_code; }

  constexpr Literal operator~() const { return Literal(m_code ^ 1U); }

  constexpr bool operator==(const Literal&) const = default;

private:
  explicit constexpr Literal(std::uint32_t code) : m_code(code) {}

  std::uint32_t m_code = k_none;
};

// Why a literal holds: because another one does (the two-literal clause "other -> literal"),
// because all others of a stored clause are false, or because it was decided.
class Reason {
public:
  static constexpr Reason decision() { return {Kind::decision, 0, {}}; }

  static constexpr Reason implied_by(Literal other) { return {Kind::literal, 0, other}; }

  static constexpr Reason clause(std::uint32_t index) { return {Kind::clause, index, {}}; }

  [[nodiscard]] constexpr bool is_decision() const { return m_kind == Kind::decision; }

  [[nodiscard]] constexpr bool is_literal() const { return m_kind == Kind::literal; }

  [[nodiscard]] constexpr Literal literal() const { return m_literal; }

  [[nodiscard]] constexpr std::uint32_t clause_index() const { return m_clause; }

private:
  enum class Kind : std::uint32_t { decision, literal, clause };

  constexpr Reason(Kind kind, std::uint32_t clause, Literal literal)
      : m_kind(kind), m_clause(clause), m_literal(literal) {}

  Kind m_kind;
  std::uint32_t m_clause;
  Literal m_literal;
};

// A step of a proof: `literal` follows from `reason`; a conflict is such a step whose literal is
// false already.
struct Step {
  Literal literal;
  Reason reason;
};

} // namespace etalon
