#pragma once

#include "conflict_analysis.hpp"
#include "proof.hpp"
#include "propagation.hpp"

#include <etalon/solve/solver.hpp>

#include <chrono>
#include <optional>
#include <vector>

namespace etalon {

// When to give up.
struct SearchLimits {
  CancellationToken cancellation;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::uint64_t conflicts = UINT64_MAX; // of one run
};

// The search proper: propagate, learn from a conflict and go back, else decide.
//
// The version sets of the task are assumptions, decided before anything else; so whatever is learnt
// holds without them, and a part of the task can be tried again with all that is known. After them
// the names of the requirements are decided in their order, best candidate first. That order never
// changes during a run and a candidate is left out only where it follows from decisions before it
// that it cannot be; hence the first answer found is the best one by that order. What is only
// wished for (soft) comes next in the same way, then all other names, those in recent conflicts
// first.
class Search {
public:
  enum class Verdict { solved, contradiction, gave_up };

  explicit Search(CandidateProvider& provider)
      : m_propagation(provider), m_analysis(m_propagation) {}

  // What run() shall assume (in this order), and what it shall take where it can.
  struct Goal {
    std::vector<Var> requirements;
    std::vector<Var> constraints;
    std::vector<Var> soft;
  };

  Var load_set(VersionSetId set, Problem::VarKind role) {
    return m_propagation.load_set(set, role);
  }

  Verdict run(const Goal& goal, const SearchLimits& limits);

  // After `contradiction`: its proof; the assumptions in it contradict without the others.
  [[nodiscard]] Proof proof() { return prove(m_failed, m_propagation, m_learnt); }

  // After `solved`.
  [[nodiscard]] std::vector<SolvableId> chosen() const;

  [[nodiscard]] Problem& problem() { return m_propagation.problem(); }

  [[nodiscard]] const Problem& problem() const { return m_propagation.problem(); }

  [[nodiscard]] SolveCounters counters() const;

private:
  enum class Progress { made, done, contradiction };

  void resolve(const Step& conflict);
  Progress decide(const Goal& goal);
  std::optional<Literal> next_decision(const Goal& goal);
  void bump(Var var);
  [[nodiscard]] bool is_over(const SearchLimits& limits) const;

  Propagation m_propagation;
  ConflictAnalysis m_analysis;
  LearntReasons m_learnt;
  std::vector<double> m_activity; // [name index]
  double m_increment = 1.0;
  Literal m_failed;
  std::uint64_t m_decisions = 0;
  std::uint64_t m_conflicts = 0;
};

} // namespace etalon
