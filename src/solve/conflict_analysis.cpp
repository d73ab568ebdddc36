#include "conflict_analysis.hpp"

#include <algorithm>

namespace etalon {

std::uint32_t ConflictAnalysis::level_of(const Step& conflict) const {
  const Trail& trail = m_propagation.trail();
  std::uint32_t level = trail.level(conflict.literal.var());
  m_propagation.visit_premises(
      conflict, [&](Literal premise) { level = std::max(level, trail.level(premise.var())); });
  return level;
}

Lesson ConflictAnalysis::learn(const Step& conflict) {
  const Trail& trail = m_propagation.trail();
  for (const Var var : m_touched) {
    m_seen[var] = false;
  }
  m_touched.clear();
  m_seen.resize(m_propagation.problem().variable_count(), false);
  m_open = 0;

  Lesson lesson;
  lesson.literals.emplace_back(); // the place of the asserted literal
  lesson.steps.push_back(conflict);
  take(~conflict.literal, lesson);
  take_premises(conflict, lesson);
  std::uint32_t position = trail.size();
  while (true) {
    Literal literal;
    do {
      literal = trail.literals()[--position];
    } while (!m_seen[literal.var()] || trail.level(literal.var()) != trail.current_level());
    if (--m_open == 0) {
      lesson.literals.front() = ~literal;
      break;
    }
    const Step step{literal, trail.reason(literal.var())};
    lesson.steps.push_back(step);
    take_premises(step, lesson);
  }
  drop_redundant(lesson);
  put_latest_second(lesson, trail);
  return lesson;
}

void ConflictAnalysis::take_premises(const Step& step, Lesson& lesson) {
  m_propagation.visit_premises(step, [&](Literal premise) { take(premise, lesson); });
  while (!m_followed.empty()) {
    const Step followed = m_followed.back();
    m_followed.pop_back();
    lesson.steps.push_back(followed);
    m_propagation.visit_premises(followed, [&](Literal premise) { take(premise, lesson); });
  }
}

bool ConflictAnalysis::is_followed(const Step& step) const {
  const Problem& problem = m_propagation.problem();
  const bool is_out = !step.literal.is_yes() &&
                      (problem.is_package(step.literal.var()) ||
                       problem.entry(step.literal.var()).kind == Problem::VarKind::requirement);
  if (!is_out || step.reason.is_decision()) {
    return false;
  }
  return step.reason.is_literal()
             ? !problem.is_package(step.reason.literal().var())
             : m_propagation.lemma_requirement(step.reason.clause_index()) != k_none;
}

void ConflictAnalysis::take(Literal premise, Lesson& lesson) {
  const Trail& trail = m_propagation.trail();
  if (m_seen[premise.var()]) {
    return;
  }
  m_seen[premise.var()] = true;
  m_touched.push_back(premise.var());
  const std::uint32_t level = trail.level(premise.var());
  if (level == 0) {
    lesson.facts.push_back(premise);
  } else if (level == trail.current_level()) {
    ++m_open;
  } else if (const Step step{premise, trail.reason(premise.var())}; is_followed(step)) {
    m_followed.push_back(step);
  } else {
    lesson.literals.push_back(~premise);
  }
}

// A literal that follows from others of the clause (and facts) adds nothing to it.
void ConflictAnalysis::drop_redundant(Lesson& lesson) {
  const Trail& trail = m_propagation.trail();
  std::size_t kept = 1;
  for (std::size_t i = 1; i < lesson.literals.size(); ++i) {
    const Literal literal = lesson.literals[i];
    const Step step{~literal, trail.reason(literal.var())};
    bool is_redundant = !step.reason.is_decision();
    std::vector<Literal> facts;
    m_propagation.visit_premises(step, [&](Literal premise) {
      if (trail.level(premise.var()) == 0) {
        facts.push_back(premise);
      } else if (!m_seen[premise.var()]) {
        is_redundant = false;
      }
    });
    if (is_redundant) {
      lesson.steps.push_back(step);
      lesson.facts.insert(lesson.facts.end(), facts.begin(), facts.end());
    } else {
      lesson.literals[kept++] = literal;
    }
  }
  lesson.literals.resize(kept);
}

void ConflictAnalysis::put_latest_second(Lesson& lesson, const Trail& trail) {
  lesson.level = 0;
  for (std::size_t i = 1; i < lesson.literals.size(); ++i) {
    const std::uint32_t level = trail.level(lesson.literals[i].var());
    if (level > lesson.level) {
      lesson.level = level;
      std::swap(lesson.literals[1], lesson.literals[i]);
    }
  }
}

} // namespace etalon
