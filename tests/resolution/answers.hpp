#pragma once

#include "record_world.hpp"

#include <etalon/app/record_candidates.hpp>
#include <etalon/solve/solver.hpp>

#include <memory>
#include <string>
#include <vector>

namespace etalon::test {

// Etalon's answer to some specs, with what it was made from.
struct Answer {
  std::unique_ptr<RecordCandidates> candidates;
  SolveTask task;
  SolveResult result;
  double milliseconds = 0; // of a CPU, for candidates and search; opening indexes is not in it

  [[nodiscard]] bool is_solved() const { return std::holds_alternative<SolverSolution>(result); }

  // The chosen packages but for virtual ones; empty where there is no answer.
  [[nodiscard]] std::vector<RepoDataRecord> packages() const;

  // Why there is no answer; empty where there is one.
  [[nodiscard]] std::string refusal() const;
};

Answer resolve(const std::vector<ChannelRecords>& channels,
               const std::vector<VirtualPackage>& machine,
               const std::vector<std::string>& specs,
               const CandidateOptions& options,
               const SolveOptions& limits = {});

// The same packages in a world. Throws where it does not know one.
std::vector<const WorldRecord*> find_in_world(RecordWorld& world,
                                              const std::vector<RepoDataRecord>& packages);

} // namespace etalon::test
