#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/create_environment.hpp>
#include <etalon/solve/solver.hpp>

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// The record of a line of an explicit list: what its URL and hash say, the rest empty.
RepoDataRecord record_of_explicit_entry(const ExplicitEntry& entry, const Config& config);

// How long an answer is looked for.
SolveOptions solve_options(const Config& config, const CancellationToken& token);

// What an answer should look like beyond the specs.
struct ResolvePreferences {
  std::vector<RepoDataRecord> keep; // stays unless something speaks against it
  std::vector<std::string> move;    // names whose best package comes before all else
};

// What a resolution is done with, besides what it is about.
struct ResolveContext {
  const Platform& platform;
  const Config& config;
  const std::map<std::string, std::string>& environment; // the caller's, for CONDA_OVERRIDE_*
  FileSystem& files;
  const CancellationToken& token;
  const PlanDetail& detail;
};

// Seconds; `load` is 0 where timing is coarse.
struct ResolutionTimes {
  double load = 0;
  double explain = 0;
};

struct Resolution {
  std::variant<Solution, UnsolvableRequest> answer; // of the latter only conflict and hints are set
  ResolutionTimes times = {};
  ResolutionCounters counters = {};
  std::vector<ChoiceExplanation> explanations = {};
};

// Solves for the specs of the request. Throws Error{refused} where the time limit came first.
Resolution resolve_request(const EnvironmentRequest& request,
                           const std::vector<ChannelRecords>& channels,
                           const std::vector<VirtualPackage>& virtual_packages,
                           const ResolveContext& context,
                           const ResolvePreferences& preferences);

} // namespace etalon
