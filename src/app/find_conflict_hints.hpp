#pragma once

#include "conflict_trials.hpp"
#include "resolve_request.hpp"

#include <etalon/app/conflict_hints.hpp>
#include <etalon/solve/conflict_graph.hpp>

#include <string>
#include <vector>

namespace etalon {

// A pin of the configuration, with the file and line or the variable that it comes from.
struct OriginOfPin {
  std::string spec;
  std::string origin;
};

// A request without an answer, and the part of it that has none already.
struct ConflictQuestion {
  const TrialWorld& world;
  const ConflictGraph& graph;
  std::vector<std::string> specs; // of world.specs, those that contradict
  std::vector<OriginOfPin> pins;  // likewise
  std::filesystem::path repodata_cache;
};

// Most useful first, few enough to be read.
std::vector<ConflictHint> find_conflict_hints(const ConflictQuestion& question,
                                              const ResolveContext& context,
                                              const ConflictTrials& trials);

} // namespace etalon
