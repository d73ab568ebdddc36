#include "proof.hpp"

#include <unordered_set>

namespace etalon {

namespace {

class Collector {
public:
  Collector(const Propagation& propagation, const LearntReasons& learnt)
      : m_propagation(propagation), m_learnt(learnt) {}

  Proof collect(Literal failed) {
    m_proof.assumptions.push_back(failed.var());
    need(~failed);
    while (!m_open.empty()) {
      const Var var = m_open.back();
      m_open.pop_back();
      const Trail& trail = m_propagation.trail();
      const Reason reason = trail.reason(var);
      const Literal literal =
          trail.value(Literal::yes(var)) > 0 ? Literal::yes(var) : Literal::no(var);
      if (reason.is_decision()) {
        m_proof.assumptions.push_back(var);
        continue;
      }
      m_propagation.visit_premises({literal, reason}, [&](Literal premise) { need(premise); });
      use({literal, reason});
      drain();
    }
    return std::move(m_proof);
  }

private:
  void need(Literal literal) {
    if (m_needed.insert(literal.var()).second) {
      m_open.push_back(literal.var());
    }
  }

  void use(const Step& step) {
    if (step.reason.is_literal()) {
      use_implication(step.literal, step.reason.literal());
    } else if (!step.reason.is_decision() &&
               m_used_clauses.insert(step.reason.clause_index()).second) {
      m_clauses.push_back(step.reason.clause_index());
    }
  }

  // Opens learnt clauses until only those of the problem are left.
  void drain() {
    while (!m_clauses.empty()) {
      const std::uint32_t clause = m_clauses.back();
      m_clauses.pop_back();
      if (const auto* lesson = m_learnt.find(clause)) {
        for (const Step& step : lesson->steps) {
          use(step);
        }
        for (const Literal fact : lesson->facts) {
          need(fact);
        }
      } else {
        use_clause(clause);
      }
    }
  }

  // Either literal may be the cause; the clause is the same.
  void use_implication(Literal literal, Literal because) {
    const Problem& problem = m_propagation.problem();
    const bool first_is_package = problem.is_package(literal.var());
    const bool second_is_package = problem.is_package(because.var());
    if (first_is_package && second_is_package) {
      return; // one package of a name: goes without saying
    }
    const Var package = first_is_package ? literal.var() : because.var();
    const Var set = first_is_package ? because.var() : literal.var();
    const std::uint64_t pair = (std::uint64_t{package} << 32) | set;
    const Literal of_set = first_is_package ? ~because : literal;
    // Of a package that rules itself out both have their part in the proof.
    if (of_set.is_yes() && m_used_dependencies.insert(pair).second) {
      m_proof.dependencies.push_back({package, set});
    } else if (!of_set.is_yes() && m_used_exclusions.insert(pair).second) {
      m_proof.exclusions.push_back({set, package});
    }
  }

  void use_clause(std::uint32_t clause) {
    for (const Literal literal : m_propagation.clauses().literals(clause)) {
      if (literal.is_yes()) {
        continue;
      }
      auto& list =
          m_propagation.problem().is_package(literal.var()) ? m_proof.unusable : m_proof.choices;
      list.push_back(literal.var());
    }
  }

  const Propagation& m_propagation;
  const LearntReasons& m_learnt;
  Proof m_proof;
  std::vector<Var> m_open;
  std::vector<std::uint32_t> m_clauses;
  std::unordered_set<Var> m_needed;
  std::unordered_set<std::uint32_t> m_used_clauses;
  std::unordered_set<std::uint64_t> m_used_dependencies; // package and set
  std::unordered_set<std::uint64_t> m_used_exclusions;
};

} // namespace

Proof prove(Literal failed, const Propagation& propagation, const LearntReasons& learnt) {
  return Collector(propagation, learnt).collect(failed);
}

} // namespace etalon
