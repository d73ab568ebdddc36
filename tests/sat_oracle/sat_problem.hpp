#pragma once

#include <memory>
#include <vector>

namespace CaDiCaL {
class Solver;
}

namespace etalon::test {

// Clauses in the numbers of DIMACS: a variable is a positive number, -v says that v does not hold.
// CaDiCaL decides them.
class SatProblem {
public:
  SatProblem();
  SatProblem(const SatProblem&) = delete;
  SatProblem& operator=(const SatProblem&) = delete;
  SatProblem(SatProblem&&) = delete;
  SatProblem& operator=(SatProblem&&) = delete;
  ~SatProblem();

  int add_variable() { return ++m_variables; }

  void add_clause(const std::vector<int>& literals);
  // Of variables. Grows with their number only (Sinz 2005).
  void add_at_most_one(const std::vector<int>& variables);
  // A new literal from which follows that one of `literals` holds.
  int add_any_of(std::vector<int> literals);

  // Whether all clauses can hold together with the assumptions, which are forgotten afterwards.
  bool is_solvable(const std::vector<int>& assumptions);

private:
  std::unique_ptr<CaDiCaL::Solver> m_solver;
  int m_variables = 0;
};

} // namespace etalon::test
