#include "conflict_trials.hpp"

#include <etalon/util/error.hpp>

#include <ctime>

namespace etalon {

namespace {

constexpr auto k_longest_trial = std::chrono::seconds(2); // of the clock on the wall

// Nothing where a variation is no spec: then it is not tried.
std::optional<SolveTask> task_of(const TrialWorld& world, RecordCandidates& candidates) {
  SolveTask task;
  try {
    for (const auto* specs : {&world.moving, &world.specs}) {
      for (const auto& spec : *specs) {
        task.requirements.push_back(candidates.add_request(spec));
      }
    }
    for (const auto& pin : world.pins) {
      task.constraints.push_back(candidates.add_request(pin));
    }
  } catch (const Error&) {
    return std::nullopt;
  }
  return task;
}

} // namespace

std::chrono::milliseconds ConflictTrials::thread_time() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec));
}

TrialOutcome ConflictTrials::attempt(const TrialWorld& world, RefusalDetail detail) const {
  try {
    return run(world, detail);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::network) { // records in shards that were not fetched
      throw;
    }
    return TrialUndecided{};
  }
}

TrialOutcome ConflictTrials::run(const TrialWorld& world, RefusalDetail detail) const {
  RecordCandidates candidates(*world.channels, world.virtual_packages, world.options);
  const auto task = task_of(world, candidates);
  if (!task || is_over()) {
    return TrialUndecided{};
  }
  const auto result = etalon::solve(*task, candidates, {m_token, k_longest_trial, detail});
  if (const auto* refusal = std::get_if<Unsolvable>(&result)) {
    TrialConflict conflict;
    for (const auto* sets : {&refusal->requirements, &refusal->constraints}) {
      for (const auto set : *sets) {
        conflict.specs.push_back(candidates.display_version_set(set));
      }
    }
    return conflict;
  }
  const auto* solution = std::get_if<SolverSolution>(&result);
  if (solution == nullptr) {
    return TrialUndecided{};
  }
  std::vector<RepoDataRecord> records;
  for (const auto solvable : solution->solvables) {
    if (!candidates.is_virtual(solvable)) {
      records.push_back(candidates.record(solvable));
    }
  }
  return records;
}

TrialOutcome ConflictTrials::attempt(const TrialWorld& world) const {
  return attempt(world, RefusalDetail::specs);
}

std::optional<std::vector<RepoDataRecord>> ConflictTrials::solve(const TrialWorld& world) const {
  auto outcome = attempt(world, RefusalDetail::verdict);
  auto* records = std::get_if<std::vector<RepoDataRecord>>(&outcome);
  return records == nullptr ? std::nullopt : std::optional(std::move(*records));
}

} // namespace etalon
