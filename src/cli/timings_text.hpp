#pragma once

#include <etalon/app/create_environment.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace etalon {

// For --timings: a line of the steps that took any time, and a line of counters where something was
// resolved.
std::string render_timings(const CreationTimes& times, const ResolutionCounters& counters);

nlohmann::ordered_json timings_json(const CreationTimes& times);
nlohmann::ordered_json counters_json(const ResolutionCounters& counters);

} // namespace etalon
