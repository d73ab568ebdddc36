#pragma once

#include <etalon/bench/stopping_criterion.hpp>
#include <etalon/model/benchmark_result.hpp>

#include <string>
#include <vector>

namespace etalon {

// What of this machine makes figures shake, one sentence each with advice; to be told before
// measuring and kept with the result.
std::vector<std::string> machine_warnings(const MachineInfo& machine);

// What the samples of one state say about their own worth.
std::vector<std::string> state_warnings(const StateResult& state, const StoppingRule& rule);

} // namespace etalon
