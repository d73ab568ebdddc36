#pragma once

#include "clause_store.hpp"
#include "problem.hpp"
#include "trail.hpp"

#include <optional>
#include <vector>

namespace etalon {

// The state of a search: what holds, what is stored, what has been loaded. It finds all that
// follows, loading from the provider what the packages that hold depend on.
class Propagation {
public:
  explicit Propagation(CandidateProvider& provider) : m_problem(provider) {}

  [[nodiscard]] const Problem& problem() const { return m_problem; }

  [[nodiscard]] const Trail& trail() const { return m_trail; }

  [[nodiscard]] const ClauseStore& clauses() const { return m_clauses; }

  // The variable of a version set, loaded so that its role is obeyed.
  Var load_set(VersionSetId set, Problem::VarKind role);

  void decide(Literal literal);
  // Stores a clause that is unit now: its first literal holds at `level`. Returns its index.
  std::uint32_t add_unit_clause(std::span<const Literal> literals, std::uint32_t level);
  void backtrack(std::uint32_t level);

  // Loads what an open package depends on, before it is decided: where that cannot be had any more,
  // the package is out without a conflict. False where nothing new turned up.
  bool prepare(Var package);

  // Decides the preference among a run of the name's undecided candidates.
  void decide_preference(std::uint32_t name, std::size_t undecided) {
    m_problem.decide_preference(name, undecided);
  }

  // All consequences. Returns the step that contradicts where there is one.
  std::optional<Step> propagate();

  // The literals, all true, from which a step follows; `step.literal` is not among them.
  template <typename Visit>
  void visit_premises(const Step& step, Visit visit) const {
    if (step.reason.is_literal()) {
      visit(step.reason.literal());
    } else if (!step.reason.is_decision()) {
      for (const Literal literal : m_clauses.literals(step.reason.clause_index())) {
        if (literal != step.literal) {
          visit(~literal);
        }
      }
    }
  }

  struct NameState {
    Var chosen = k_none;           // the candidate that holds
    std::uint32_t required_by = 0; // how many requirements on it hold
    bool is_listed = false;        // among wanted_names
  };

  [[nodiscard]] const NameState& state(std::uint32_t name) const { return m_states[name]; }

  // The first name, by the caller's order, that is required and has no candidate chosen, or
  // k_none. is_better(a, b): whether a should come before b; ties keep the order of first need.
  template <typename IsBetter>
  std::uint32_t find_open_name(IsBetter is_better);

  [[nodiscard]] std::uint64_t propagation_count() const { return m_propagation_count; }

private:
  void grow();
  Var make_set(VersionSetId set, Problem::VarKind role);
  std::optional<Step> imply(Literal literal, Literal because);
  std::optional<Step> propagate_package(Literal literal);
  std::optional<Step> propagate_set(Literal literal);
  std::optional<Step> propagate_clauses(Literal literal);
  void assign(Literal literal, std::uint32_t level, Reason reason);
  std::optional<Step> expand(Var package);
  void load_dependency(Var var);
  std::optional<Step> exclude_by(const Problem::Set& set);
  void load_name(std::uint32_t name);
  void load_mask(std::uint32_t set);
  [[nodiscard]] bool is_possible(Var requirement) const;
  bool refute_if_impossible(Var requirement);
  std::optional<Step> enforce_choice(Var requirement);
  std::uint32_t store_choice(Var requirement);

  Problem m_problem;
  Trail m_trail;
  ClauseStore m_clauses;
  std::vector<NameState> m_states;           // [name index]
  std::vector<std::uint32_t> m_wanted_names; // may hold names that are no longer required
  std::vector<bool> m_has_choice;            // [variable]: its choice clause is stored
  std::uint32_t m_head = 0;                  // trail literals before it have been propagated
  std::uint32_t m_expand_head = 0;           // and expanded
  std::uint64_t m_propagation_count = 0;
};

template <typename IsBetter>
std::uint32_t Propagation::find_open_name(IsBetter is_better) {
  std::uint32_t best = k_none;
  std::size_t kept = 0;
  for (const std::uint32_t name : m_wanted_names) {
    if (m_states[name].required_by == 0) {
      m_states[name].is_listed = false;
      continue;
    }
    m_wanted_names[kept++] = name;
    if (m_states[name].chosen == k_none && (best == k_none || is_better(name, best))) {
      best = name;
    }
  }
  m_wanted_names.resize(kept);
  return best;
}

} // namespace etalon
