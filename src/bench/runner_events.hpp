#pragma once

#include <etalon/bench/runner_session.hpp>
#include <etalon/bench/sampler.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace etalon {

struct ObjectsEvent {
  std::vector<std::string> paths;
};

using RunnerEvent = std::
    variant<RunnerHello, PreparedState, SkippedState, RunnerFailure, TakenSample, ObjectsEvent>;

// One line of a runner. Throws Error{corrupt} for anything that is no event of the protocol.
RunnerEvent parse_runner_event(std::string_view line);

// The command lines that a runner understands, without their ends.
std::string to_prepare_command(const StateRequest& request);
std::string to_sample_command();
std::string to_objects_command();

} // namespace etalon
