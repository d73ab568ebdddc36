#pragma once

#include "conflict_trials.hpp"
#include "resolve_request.hpp"

#include <etalon/app/conflict_hints.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/solve/conflict_graph.hpp>

#include <filesystem>
#include <optional>
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

// What hints are looked for with.
struct HintSearch {
  const ConflictQuestion& question;
  const ResolveContext& context;
  const ConflictTrials& trials;

  [[nodiscard]] const TrialWorld& world() const { return question.world; }

  // The packages of an answer to the request with `changes`; nullopt where there is none, or no
  // time to find it.
  [[nodiscard]] std::optional<std::vector<RepoDataRecord>>
  solve_with(const std::vector<SpecChange>& changes) const;

  // The specs of the conflict that lead to a name or rule out packages of it.
  [[nodiscard]] std::vector<std::string> specs_on(const std::string& name) const;
};

// Null where no record is of that name.
const RepoDataRecord* find_record(const std::vector<RepoDataRecord>& records,
                                  const std::string& name);

// As records spell it.
std::string package_name(const MatchSpec& spec);

} // namespace etalon
