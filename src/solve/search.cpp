#include "search.hpp"

#include <algorithm>

namespace etalon {

namespace {

constexpr double k_activity_growth = 1.0 / 0.95;
constexpr double k_activity_limit = 1e100;
// A jump over more levels than this would undo much that has nothing to do with the conflict and
// would only be decided again; one level back is enough, because late literals keep their level.
constexpr std::uint32_t k_longest_jump = 100;
constexpr std::uint64_t k_restart_unit = 128;
constexpr std::uint64_t k_clock_interval = 64;

// 1 1 2 1 1 2 4 1 1 2 ... (Luby, Sinclair, Zuckerman 1993): restart after this many units.
std::uint64_t luby(std::uint64_t index) {
  std::uint64_t size = 1;
  while (size < index + 1) {
    size = 2 * size + 1;
  }
  while (size - 1 != index) {
    size /= 2;
    index %= size;
  }
  return (size + 1) / 2;
}

} // namespace

Search::Verdict Search::run(const Goal& goal, const SearchLimits& limits) {
  m_propagation.backtrack(0);
  std::uint64_t steps = 0;
  std::uint64_t restarts = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t until_restart = k_restart_unit;
  while (true) {
    if (steps++ % k_clock_interval == 0 && is_over(limits)) {
      return Verdict::gave_up;
    }
    if (const auto conflict = m_propagation.propagate()) {
      if (++conflicts > limits.conflicts) {
        return Verdict::gave_up;
      }
      resolve(*conflict);
      if (--until_restart == 0) {
        until_restart = luby(++restarts) * k_restart_unit;
        m_propagation.backtrack(0);
      }
      continue;
    }
    switch (decide(goal)) {
    case Progress::made:
      break;
    case Progress::done:
      return Verdict::solved;
    case Progress::contradiction:
      return Verdict::contradiction;
    }
  }
}

bool Search::is_over(const SearchLimits& limits) const {
  limits.cancellation.throw_if_cancelled();
  return limits.deadline && std::chrono::steady_clock::now() >= *limits.deadline;
}

void Search::resolve(const Step& conflict) {
  ++m_conflicts;
  m_propagation.backtrack(m_analysis.level_of(conflict));
  Lesson lesson = m_analysis.learn(conflict, [this](Var var) { bump(var); });
  m_increment *= k_activity_growth;
  const std::uint32_t current = m_propagation.trail().current_level();
  const bool is_far = lesson.level == 0 || current - lesson.level > k_longest_jump;
  m_propagation.backtrack(is_far ? current - 1 : lesson.level);
  const std::uint32_t clause = m_propagation.add_unit_clause(lesson.literals, lesson.level);
  m_learnt.add(clause, std::move(lesson));
}

Search::Progress Search::decide(const Goal& goal) {
  for (const auto* assumptions : {&goal.requirements, &goal.constraints}) {
    for (const Var var : *assumptions) {
      const int value = m_propagation.trail().value(Literal::yes(var));
      if (value < 0) {
        m_failed = Literal::yes(var);
        return Progress::contradiction;
      }
      if (value == 0) {
        m_propagation.decide(Literal::yes(var));
        return Progress::made;
      }
    }
  }
  if (const auto decision = next_decision(goal)) {
    if (problem().is_package(decision->var()) && m_propagation.prepare(decision->var())) {
      return Progress::made; // it may have turned out to be no candidate
    }
    ++m_decisions;
    m_propagation.decide(*decision);
    return Progress::made;
  }
  return Progress::done;
}

std::optional<Literal> Search::next_decision(const Goal& goal) {
  for (const Var var : goal.requirements) {
    const std::uint32_t name = problem().entry(var).name;
    if (m_propagation.state(name).chosen == k_none) {
      return Literal::yes(m_propagation.best_candidate(name));
    }
  }
  for (const Var var : goal.soft) {
    const int value = m_propagation.trail().value(Literal::yes(var));
    const std::uint32_t name = problem().entry(var).name;
    if (value == 0) {
      return Literal::yes(var);
    }
    if (value > 0 && m_propagation.state(name).chosen == k_none) {
      return Literal::yes(m_propagation.best_candidate(name));
    }
  }
  m_activity.resize(problem().name_count(), 0.0);
  const std::uint32_t open = m_propagation.find_open_name(
      [this](std::uint32_t a, std::uint32_t b) { return m_activity[a] > m_activity[b]; });
  if (open != k_none) {
    return Literal::yes(m_propagation.best_candidate(open));
  }
  return std::nullopt;
}

void Search::bump(Var var) {
  const std::uint32_t name = problem().entry(var).name;
  if (name >= m_activity.size()) {
    m_activity.resize(problem().name_count(), 0.0);
  }
  m_activity[name] += m_increment;
  if (m_activity[name] > k_activity_limit) {
    for (double& activity : m_activity) {
      activity /= k_activity_limit;
    }
    m_increment /= k_activity_limit;
  }
}

std::vector<SolvableId> Search::chosen() const {
  std::vector<SolvableId> solvables;
  for (std::uint32_t name = 0; name < problem().name_count(); ++name) {
    if (const Var var = m_propagation.state(name).chosen; var != k_none) {
      solvables.push_back(SolvableId{problem().entry(var).payload});
    }
  }
  return solvables;
}

SolveCounters Search::counters() const {
  SolveCounters counters;
  problem().add_counts(counters);
  counters.clauses = m_propagation.clauses().size();
  counters.learnt = m_learnt.size();
  counters.decisions = m_decisions;
  counters.conflicts = m_conflicts;
  counters.propagations = m_propagation.propagation_count();
  return counters;
}

} // namespace etalon
