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
std::vector<Wish> load_sets(Search& search, const std::vector<VersionSetId>& sets, VarKind role) {
  std::vector<Wish> wishes;
  wishes.reserve(sets.size());
  for (const VersionSetId set : sets) {
    const Var var = search.load_set(set, role);
    const bool is_new = std::none_of(
        wishes.begin(), wishes.end(), [var](const Wish& wish) { return wish.var == var; });
    if (is_new) {
      wishes.push_back({var, set});
    }
  }
  return wishes;
}

std::vector<Var> vars_of(const std::vector<Wish>& wishes) {
  std::vector<Var> vars;
  vars.reserve(wishes.size());
  for (const Wish& wish : wishes) {
    vars.push_back(wish.var);
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

// The task as the search has it.
struct LoadedTask {
  std::vector<Wish> requirements;
  std::vector<Wish> constraints;
  std::vector<Wish> soft;

  [[nodiscard]] Search::Goal goal() const {
    return {vars_of(requirements), vars_of(constraints), vars_of(soft)};
  }
};

std::vector<Wish> keep_only(const std::vector<Wish>& wishes, const std::vector<Var>& wanted) {
  std::vector<Wish> kept;
  std::copy_if(wishes.begin(), wishes.end(), std::back_inserter(kept), [&](const Wish& wish) {
    return std::find(wanted.begin(), wanted.end(), wish.var) != wanted.end();
  });
  return kept;
}

std::vector<VersionSetId> sets_of(const std::vector<Wish>& wishes) {
  std::vector<VersionSetId> sets;
  sets.reserve(wishes.size());
  for (const Wish& wish : wishes) {
    sets.push_back(wish.set);
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
                   const LoadedTask& task,
                   CandidateProvider& provider,
                   const SolveOptions& options) {
  Search::Goal goal = task.goal();
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
  const Wishes wishes{keep_only(task.requirements, goal.requirements),
                      keep_only(task.constraints, goal.constraints)};
  return {options.refusal == RefusalDetail::explanation
              ? minimal_conflict(
                    std::move(proof), search.problem(), wishes, provider, limits_from_now())
              : ConflictGraph{},
          sets_of(wishes.requirements),
          sets_of(wishes.constraints),
          {}};
}

} // namespace

SolveResult solve(const SolveTask& task, CandidateProvider& provider, const SolveOptions& options) {
  Search search(provider);
  const LoadedTask loaded{load_sets(search, task.requirements, VarKind::requirement),
                          load_sets(search, task.constraints, VarKind::constraint),
                          load_sets(search, task.soft, VarKind::requirement)};
  SearchLimits limits;
  limits.cancellation = options.cancellation;
  if (options.time_limit) {
    limits.deadline = std::chrono::steady_clock::now() + *options.time_limit;
  }
  switch (search.run(loaded.goal(), limits)) {
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
                              : explain(search, loaded, provider, options);
  unsolvable.counters = counters;
  return unsolvable;
}

} // namespace etalon
