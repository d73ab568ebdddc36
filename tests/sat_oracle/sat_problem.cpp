#include "sat_problem.hpp"

#include <cadical.hpp>

#include <stdexcept>

namespace etalon::test {

SatProblem::SatProblem() : m_solver(std::make_unique<CaDiCaL::Solver>()) {
  m_solver->set("quiet", 1);
}

SatProblem::~SatProblem() = default;

void SatProblem::add_clause(const std::vector<int>& literals) {
  for (const int literal : literals) {
    m_solver->add(literal);
  }
  m_solver->add(0);
}

void SatProblem::add_at_most_one(const std::vector<int>& variables) {
  int one_before = 0; // one of those before holds
  for (const int variable : variables) {
    const int one_so_far = add_variable();
    add_clause({-variable, one_so_far});
    if (one_before != 0) {
      add_clause({-one_before, one_so_far});
      add_clause({-one_before, -variable});
    }
    one_before = one_so_far;
  }
}

int SatProblem::add_any_of(std::vector<int> literals) {
  const int any = add_variable();
  literals.push_back(-any);
  add_clause(literals);
  return any;
}

bool SatProblem::is_solvable(const std::vector<int>& assumptions) {
  for (const int literal : assumptions) {
    m_solver->assume(literal);
  }
  constexpr int solvable = 10;
  constexpr int unsolvable = 20;
  const int verdict = m_solver->solve();
  if (verdict != solvable && verdict != unsolvable) {
    throw std::runtime_error("the SAT solver gave up");
  }
  return verdict == solvable;
}

} // namespace etalon::test
