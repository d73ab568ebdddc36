#pragma once

#include "clause_store.hpp"
#include "name_state.hpp"
#include "problem.hpp"
#include "trail.hpp"

#include <optional>
#include <unordered_map>
#include <vector>

namespace etalon {

// The state of a search: what holds, what is stored, what has been loaded. It finds all that
// follows, loading from the provider what the packages that hold depend on.
//
// Of most candidates only a bit is kept: whether they are still open. What follows from the bits of
// a name - none is left, one is left, none of a set is left - becomes a stored clause when it turns
// up: a lemma, which says so of the loosest ranges that suffice.
class Propagation {
public:
  explicit Propagation(CandidateProvider& provider) : m_problem(provider) {}

  [[nodiscard]] Problem& problem() { return m_problem; }

  [[nodiscard]] const Problem& problem() const { return m_problem; }

  [[nodiscard]] const Trail& trail() const { return m_trail; }

  [[nodiscard]] const ClauseStore& clauses() const { return m_clauses; }

  // Of a lemma, the requirement some candidate of which is wanted; k_none where it is none.
  [[nodiscard]] Var lemma_requirement(std::uint32_t clause) const {
    const auto found = m_lemmas.find(clause);
    return found == m_lemmas.end() ? k_none : found->second;
  }

  // The variable of a version set, loaded so that its role is obeyed.
  Var load_set(VersionSetId set, Problem::VarKind role);

  void decide(Literal literal);
  // Stores a clause that is unit now: its first literal holds at `level`. Returns its index.
  std::uint32_t add_unit_clause(std::span<const Literal> literals, std::uint32_t level);
  void backtrack(std::uint32_t level);

  // Loads what an open package depends on, before it is decided: where that cannot be had any more,
  // the package is out without a conflict. False where nothing new turned up.
  bool prepare(Var package);

  // The best open candidate of a name that is required and has none chosen.
  Var best_candidate(std::uint32_t name);

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

  [[nodiscard]] const NameState& state(std::uint32_t name) const { return m_states[name]; }

  // The first name, by the caller's order, that is required and has no candidate chosen, or
  // k_none. is_better(a, b): whether a should come before b; ties keep the order of first need.
  template <typename IsBetter>
  std::uint32_t find_open_name(IsBetter is_better);

  [[nodiscard]] std::uint64_t propagation_count() const { return m_propagation_count; }

private:
  void grow();
  void start_name(std::uint32_t name);
  void introduce(std::uint32_t set);
  void introduce_range(Var range);
  Var follow(std::uint32_t name, std::uint32_t place);
  std::optional<Step> imply(Literal literal, Literal because);
  std::optional<Step> propagate_package(Literal literal);
  std::optional<Step> propagate_set(Literal literal);
  std::optional<Step> propagate_no_set(Var set);
  std::optional<Step> propagate_clauses(Literal literal);
  std::optional<Step> imply_ranges(Var set);
  std::optional<Step> exclude_followed(std::uint32_t name, PlaceMask kept, Literal because);
  std::optional<Step> settle(std::uint32_t name);
  void check_tracked(std::uint32_t name);
  void assign(Literal literal, std::uint32_t level, Reason reason);
  std::optional<Step> expand(Var package);
  bool fails_by(std::uint32_t obstacle, Var package);
  bool refute_by(Var requirement, Var package);
  void track(Var requirement);
  bool refute_if_impossible(Var requirement);
  std::uint32_t store_lemma(std::vector<Literal> literals, Var requirement);
  [[nodiscard]] bool includes(Var range, Var set) const;
  [[nodiscard]] std::uint32_t level_of_others(std::uint32_t clause, Literal literal) const;

  Problem m_problem;
  Trail m_trail;
  ClauseStore m_clauses;
  std::vector<NameState> m_states;                 // [name index]
  std::vector<std::uint32_t> m_wanted_names;       // may hold names that are no longer required
  std::unordered_map<std::uint32_t, Var> m_lemmas; // clause -> requirement
  std::vector<std::uint32_t> m_changed_names;      // of backtrack()
  std::vector<bool> m_is_tracked;                  // [set]
  std::uint32_t m_known_variables = 0;
  std::uint32_t m_known_sets = 0;  // introduced
  std::uint32_t m_head = 0;        // trail literals before it have been propagated
  std::uint32_t m_expand_head = 0; // and expanded
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
