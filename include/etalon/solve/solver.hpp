#pragma once

#include <etalon/solve/candidate_provider.hpp>
#include <etalon/solve/conflict_graph.hpp>
#include <etalon/solve/ids.hpp>
#include <etalon/util/cancellation.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace etalon {

// What is asked for.
struct SolveTask {
  std::vector<VersionSetId> requirements; // must hold; the earlier, the more it matters
  std::vector<VersionSetId> constraints;  // must hold for names that get installed (pins)
  // Taken one by one, each with its best candidate, where nothing above speaks against it; they
  // come before the choice of anything that nobody asked for.
  std::vector<VersionSetId> soft;
};

// How much of a task without a solution is found out.
enum class RefusalDetail {
  verdict,     // that it has none
  specs,       // also which requirements and constraints contradict
  explanation, // also the conflict graph
};

struct SolveOptions {
  CancellationToken cancellation;
  std::optional<std::chrono::milliseconds> time_limit;
  RefusalDetail refusal = RefusalDetail::explanation;
};

// The work that was done, for `--timings` and for tests of scale.
struct SolveCounters {
  std::uint64_t names = 0;     // whose candidates were asked for
  std::uint64_t solvables = 0; // candidates of those names
  std::uint64_t expanded = 0;  // candidates whose dependencies were asked for
  std::uint64_t clauses = 0;
  std::uint64_t learnt = 0;
  std::uint64_t decisions = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t propagations = 0;
};

struct SolverSolution {
  std::vector<SolvableId> solvables; // in the order of the names' first request
  SolveCounters counters;
};

// As far as SolveOptions::refusal asks for it.
struct Unsolvable {
  ConflictGraph conflict; // the smallest that was found: nothing of it can be left out
  std::vector<VersionSetId> requirements; // a part of the task's that has no solution already;
  std::vector<VersionSetId> constraints;  // leaving out any one of them would make it solvable
  SolveCounters counters;
};

// The time limit came first; nothing is known.
struct TimeLimitReached {
  SolveCounters counters;
};

using SolveResult = std::variant<SolverSolution, Unsolvable, TimeLimitReached>;

// Conflict-driven clause learning over the packages that the task can reach. Of all solutions it
// returns one that is best for the first requirement by candidate order, among those for the
// second, and so on, then likewise for the soft ones; the rest is deterministic. Throws
// Error{cancelled} when cancelled.
SolveResult
solve(const SolveTask& task, CandidateProvider& provider, const SolveOptions& options = {});

} // namespace etalon
