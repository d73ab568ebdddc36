#include "proof.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace etalon {

namespace {

class Collector {
public:
  Collector(Propagation& propagation, const LearntReasons& learnt)
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
    name_sets_for_ranges();
    return std::move(m_proof);
  }

private:
  // One candidate of the requirement has to be open; `closed_by` close all but those left out.
  struct Lemma {
    Var requirement;
    std::vector<Var> closed_by;
    std::set<Var> left_out;
  };

  [[nodiscard]] Problem& problem() { return m_propagation.problem(); }

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
    const bool first_is_package = problem().is_package(literal.var());
    const bool second_is_package = problem().is_package(because.var());
    if (first_is_package && second_is_package) {
      return; // one package of a name: goes without saying
    }
    if (!first_is_package && !second_is_package) {
      const bool is_second = literal.is_yes();
      m_sets_in_range[is_second ? literal.var() : because.var()].insert(is_second ? because.var()
                                                                                  : literal.var());
      return;
    }
    const Var package = first_is_package ? literal.var() : because.var();
    const Var set = first_is_package ? because.var() : literal.var();
    const Literal of_set = first_is_package ? ~because : literal;
    // Of a package that rules itself out both have their part in the proof.
    if (of_set.is_yes()) {
      if (m_used_dependencies.insert((std::uint64_t{package} << 32) | set).second) {
        m_proof.dependencies.push_back({package, set});
      }
    } else {
      m_exclusions.insert({set, package});
    }
  }

  // It is a lemma, or says that a package is unusable.
  void use_clause(std::uint32_t clause) {
    const Var requirement = m_propagation.lemma_requirement(clause);
    if (requirement == k_none) {
      m_proof.unusable.push_back(m_propagation.clauses().literals(clause).front().var());
      return;
    }
    Lemma lemma{requirement, {}, {}};
    for (const Literal literal : m_propagation.clauses().literals(clause)) {
      if (problem().is_package(literal.var()) && literal.is_yes()) {
        lemma.left_out.insert(literal.var());
      } else if (problem().is_package(literal.var())) {
        m_exclusions.insert({requirement, literal.var()}); // chosen; it closes all others
      } else if (literal.var() != requirement) {
        lemma.closed_by.push_back(literal.var());
      }
    }
    m_lemmas.push_back(std::move(lemma));
  }

  // The version sets that a set of the search stands for.
  std::set<Var> sources(Var set) {
    return problem().is_range(set) ? m_sets_in_range[set] : std::set<Var>{set};
  }

  void name_sets_for_ranges() {
    for (Lemma& lemma : m_lemmas) {
      std::sort(lemma.closed_by.begin(), lemma.closed_by.end(), [this](Var a, Var b) {
        return std::tuple(sources(a), a) < std::tuple(sources(b), b);
      });
      add_exclusions(lemma);
    }
    for (const auto& [set, candidate] : m_exclusions) {
      for (const Var source : sources(set)) {
        m_named_exclusions.insert({source, candidate});
      }
    }
    for (const auto& [set, candidate] : m_named_exclusions) {
      m_proof.exclusions.push_back({set, candidate});
    }
  }

  // Each candidate that is wanted was closed by the first of the sets that does not have it.
  void add_exclusions(const Lemma& lemma) {
    std::set<Var> wanted;
    for (const Var requirement : requirements_of(lemma)) {
      for (const Var candidate : problem().make_candidates(problem().set_of(requirement))) {
        wanted.insert(candidate);
      }
    }
    for (const Var candidate : wanted) {
      const auto closes = [&](Var set) {
        return !problem().contains(problem().set_of(set), problem().entry(candidate).table);
      };
      const auto set = std::find_if(lemma.closed_by.begin(), lemma.closed_by.end(), closes);
      if (set != lemma.closed_by.end() && lemma.left_out.count(candidate) == 0) {
        m_exclusions.insert({*set, candidate});
      }
    }
  }

  // Of a lemma on any candidate of a name: a requirement among the sets that close the others, so
  // that the story has one that wants and the rest that speak against it.
  std::set<Var> requirements_of(const Lemma& lemma) {
    std::set<Var> requirements;
    const auto add = [&](Var set) {
      for (const Var source : sources(set)) {
        if (problem().entry(source).kind == Problem::VarKind::requirement) {
          requirements.insert(source);
        }
      }
    };
    for (const Var set : lemma.closed_by) {
      if (requirements.empty() && problem().is_range(lemma.requirement)) {
        add(set);
      }
    }
    if (requirements.empty()) {
      add(lemma.requirement);
    }
    return requirements;
  }

  Propagation& m_propagation;
  const LearntReasons& m_learnt;
  Proof m_proof;
  std::vector<Var> m_open;
  std::vector<std::uint32_t> m_clauses;
  std::unordered_set<Var> m_needed;
  std::unordered_set<std::uint32_t> m_used_clauses;
  std::unordered_set<std::uint64_t> m_used_dependencies; // package and set
  std::set<std::pair<Var, Var>> m_exclusions;            // set (a range, perhaps), candidate
  std::set<std::pair<Var, Var>> m_named_exclusions;
  std::map<Var, std::set<Var>> m_sets_in_range; // those in use that imply it
  std::vector<Lemma> m_lemmas;
};

} // namespace

Proof prove(Literal failed, Propagation& propagation, const LearntReasons& learnt) {
  return Collector(propagation, learnt).collect(failed);
}

} // namespace etalon
