#pragma once

#include <etalon/solve/candidate_provider.hpp>
#include <etalon/solve/solver.hpp>

#include <string>
#include <vector>

namespace etalon {

// Checks an answer against the rules, one sentence per broken one; empty where it is valid. It
// shares nothing with the solver but the provider, and asks that about the chosen packages only.
std::vector<std::string>
validate(const SolveTask& task, CandidateProvider& provider, const std::vector<SolvableId>& chosen);

} // namespace etalon
