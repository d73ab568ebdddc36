#include "timings_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace etalon {

namespace {

using Step = std::pair<const char*, double>;

std::array<Step, 8> steps_of(const CreationTimes& times) {
  return {{{"fetch", times.fetch},
           {"index", times.index},
           {"load", times.load},
           {"solve", times.solve},
           {"explain", times.explain},
           {"download", times.download},
           {"link", times.link},
           {"pip", times.pip}}};
}

} // namespace

std::string render_timings(const CreationTimes& times, const ResolutionCounters& counters) {
  constexpr std::size_t k_always = 5; // what every resolution goes through
  std::string text = "seconds: ";
  const auto steps = steps_of(times);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i < k_always || steps[i].second > 0) {
      text += fmt::format("{}{} {:.4f}", i == 0 ? "" : ", ", steps[i].first, steps[i].second);
    }
  }
  text += "\n";
  if (counters.names > 0) {
    text += fmt::format("work: {} names, {} records decoded, {} clauses, {} decisions, {} "
                        "conflicts, {} learnt\n",
                        counters.names,
                        counters.records,
                        counters.clauses,
                        counters.decisions,
                        counters.conflicts,
                        counters.learnt);
  }
  return text;
}

nlohmann::ordered_json timings_json(const CreationTimes& times) {
  nlohmann::ordered_json json;
  for (const auto& [name, seconds] : steps_of(times)) {
    json[name] = seconds;
  }
  return json;
}

nlohmann::ordered_json counters_json(const ResolutionCounters& counters) {
  return {{"names", counters.names},
          {"records", counters.records},
          {"solvables", counters.solvables},
          {"expanded", counters.expanded},
          {"clauses", counters.clauses},
          {"decisions", counters.decisions},
          {"conflicts", counters.conflicts},
          {"learnt", counters.learnt},
          {"propagations", counters.propagations}};
}

} // namespace etalon
