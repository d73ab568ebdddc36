#include "conflict_minimizer.hpp"
#include "search.hpp"

#include <etalon/solve/solver.hpp>

#include <algorithm>

namespace etalon {

namespace {

using VarKind = Problem::VarKind;

// A part of the request or of a proof is dropped from an explanation only where the rest is refuted
// this soon.
constexpr std::uint64_t k_shrink_conflicts = 2000;
constexpr auto k_shrink_time = std::chrono::milliseconds(500);

// Each once, in order: a wish that is expressed twice is one wish.
std::vector<Var> load_sets(Search& search, const std::vector<VersionSetId>& sets, VarKind role) {
  std::vector<Var> vars;
  vars.reserve(sets.size());
  for (const VersionSetId set : sets) {
    const Var var = search.load_set(set, role);
    if (std::find(vars.begin(), vars.end(), var) == vars.end()) {
      vars.push_back(var);
    }
  }
  return vars;
}

std::vector<Var> keep_only(const std::vector<Var>& vars, const std::vector<Var>& wanted) {
  std::vector<Var> kept;
  std::copy_if(vars.begin(), vars.end(), std::back_inserter(kept), [&](Var var) {
    return std::find(wanted.begin(), wanted.end(), var) != wanted.end();
  });
  return kept;
}

std::vector<VersionSetId> to_version_sets(const Problem& problem, const std::vector<Var>& vars) {
  std::vector<VersionSetId> sets;
  sets.reserve(vars.size());
  for (const Var var : vars) {
    sets.push_back(VersionSetId{problem.entry(var).payload});
  }
  return sets;
}

Search::Goal without(const Search::Goal& goal, Var var) {
  Search::Goal rest = goal;
  std::erase(rest.requirements, var);
  std::erase(rest.constraints, var);
  return rest;
}

// Leaves out of a contradicting goal whatever can be left out, the last wishes first.
Unsolvable explain(Search& search,
                   Search::Goal goal,
                   CandidateProvider& provider,
                   const SolveOptions& options) {
  Proof proof = search.proof();
  const auto shrink_to_proof = [&] {
    goal.requirements = keep_only(goal.requirements, proof.assumptions);
    goal.constraints = keep_only(goal.constraints, proof.assumptions);
  };
  goal.soft.clear();
  shrink_to_proof();
  const auto limits_from_now = [&] {
    return SearchLimits{
        options.cancellation, std::chrono::steady_clock::now() + k_shrink_time, k_shrink_conflicts};
  };
  const SearchLimits limits = limits_from_now();
  std::vector<Var> parts = goal.requirements;
  parts.insert(parts.end(), goal.constraints.begin(), goal.constraints.end());
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const Search::Goal rest = without(goal, *part);
    const bool is_still_in = rest.requirements.size() + rest.constraints.size() <
                             goal.requirements.size() + goal.constraints.size();
    if (is_still_in && search.run(rest, limits) == Search::Verdict::contradiction) {
      goal = rest;
      proof = search.proof();
      shrink_to_proof();
    }
  }
  return {
      options.refusal == RefusalDetail::explanation
          ? minimal_conflict(std::move(proof), search.problem(), goal, provider, limits_from_now())
          : ConflictGraph{},
      to_version_sets(search.problem(), goal.requirements),
      to_version_sets(search.problem(), goal.constraints),
      {}};
}

} // namespace

SolveResult solve(const SolveTask& task, CandidateProvider& provider, const SolveOptions& options) {
  Search search(provider);
  const Search::Goal goal{load_sets(search, task.requirements, VarKind::requirement),
                          load_sets(search, task.constraints, VarKind::constraint),
                          load_sets(search, task.soft, VarKind::requirement)};
  SearchLimits limits;
  limits.cancellation = options.cancellation;
  if (options.time_limit) {
    limits.deadline = std::chrono::steady_clock::now() + *options.time_limit;
  }
  switch (search.run(goal, limits)) {
  case Search::Verdict::solved:
    return SolverSolution{search.chosen(), search.counters()};
  case Search::Verdict::gave_up:
    return TimeLimitReached{search.counters()};
  case Search::Verdict::contradiction:
    break;
  }
  const SolveCounters counters = search.counters();
  Unsolvable unsolvable = options.refusal == RefusalDetail::verdict
                              ? Unsolvable{}
                              : explain(search, goal, provider, options);
  unsolvable.counters = counters;
  return unsolvable;
}

} // namespace etalon
