#pragma once

#include <etalon/bench/stopping_criterion.hpp>
#include <etalon/model/benchmark_result.hpp>

#include <string>
#include <vector>

namespace etalon {

// What of this machine makes figures shake, one sentence each with advice: to be told before
// measuring and kept with the result.
std::vector<std::string> machine_warnings(const MachineInfo& machine);

// What the samples of one finished state say about their own worth.
std::vector<std::string> state_warnings(const StateResult& state, const StoppingRule& rule);

// What only the whole run shows: objects from outside an environment, CPUs that LibTorch leaves
// idle. Said once for each environment.
std::vector<std::string> run_warnings(const BenchmarkResult& result);

} // namespace etalon
