#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>
#include <etalon/util/cancellation.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// A request and the world that it is asked of.
struct TrialWorld {
  std::vector<std::string> moving; // names whose best package comes before all else
  std::vector<std::string> specs;
  std::vector<std::string> pins;
  CandidateOptions options;
  std::vector<VirtualPackage> virtual_packages;
  const std::vector<ChannelRecords>* channels = nullptr;
};

// The specs of a world that contradict each other.
struct TrialConflict {
  std::vector<std::string> specs;
};

// The time was up, or records are needed that are in no cache.
struct TrialUndecided {};

using TrialOutcome = std::variant<std::vector<RepoDataRecord>, TrialConflict, TrialUndecided>;

// Solves variations of a request, as long as the time lasts: seconds of this thread's own, so that
// a busy machine tries as much as an idle one.
class ConflictTrials {
public:
  ConflictTrials(CancellationToken token, std::chrono::milliseconds budget)
      : m_token(std::move(token)), m_deadline(thread_time() + budget) {}

  [[nodiscard]] TrialOutcome attempt(const TrialWorld& world) const;

  // The packages of an answer; nullopt where there is none or that was not found out.
  [[nodiscard]] std::optional<std::vector<RepoDataRecord>> solve(const TrialWorld& world) const;

  [[nodiscard]] bool is_over() const { return thread_time() >= m_deadline; }

private:
  static std::chrono::milliseconds thread_time();
  [[nodiscard]] TrialOutcome attempt(const TrialWorld& world, RefusalDetail detail) const;
  [[nodiscard]] TrialOutcome run(const TrialWorld& world, RefusalDetail detail) const;

  CancellationToken m_token;
  std::chrono::milliseconds m_deadline;
};

} // namespace etalon
