#pragma once

#include "conflict_trials.hpp"

#include <etalon/app/explain_choice.hpp>
#include <etalon/solve/solver.hpp>

#include <string>
#include <vector>

namespace etalon {

// An answer, and what it is the answer to. `candidates` has been used for it.
struct AnsweredQuestion {
  const TrialWorld& world;
  const SolveTask& task;
  const std::vector<SolvableId>& answer;
  RecordCandidates& candidates;
};

// The direct cause of each candidate's absence is looked for in the answer; whether the request has
// an answer with it all the same is found out by solving, while `trials` last.
ChoiceExplanation explain_choice(const std::string& name,
                                 const AnsweredQuestion& question,
                                 const ConflictTrials& trials);

} // namespace etalon
