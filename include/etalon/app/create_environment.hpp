#pragma once

#include <etalon/app/cold_path.hpp>
#include <etalon/app/conflict_hints.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/explain_choice.hpp>
#include <etalon/app/install_pip.hpp>
#include <etalon/app/resolution_work.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/model/solution.hpp>
#include <etalon/model/virtual_package.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/solve/conflict_graph.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// Where a package of the plan is now.
enum class PackagePlace { cached, to_fetch };

struct PlannedRecord {
  SolvedPackage solved;
  PackagePlace place = PackagePlace::to_fetch;
  RecordDetail detail = RecordDetail::full; // identity: the package itself says the rest
};

// Seconds of each step, for `--timings` and `--json`.
struct CreationTimes {
  double fetch = 0;    // of channel indexes: asking servers, transfer, writing the mapped form
  double index = 0;    // finding and mapping indexes
  double load = 0;     // decoding records, reading and matching specs; where timing is fine
  double solve = 0;    // the rest of the search, or all of it
  double explain = 0;  // refusals with their hints, and --explain
  double download = 0; // of packages, extraction included
  double link = 0;
  double pip = 0;
};

// What `create` is going to do; pure data.
struct CreationPlan {
  EnvironmentRequest request;
  Platform platform;
  std::vector<VirtualPackage> virtual_packages;
  std::vector<PlannedRecord> packages; // every package follows its dependencies
  CreationTimes times;
  ResolutionCounters counters;                 // all 0 where nothing was resolved
  std::vector<ChoiceExplanation> explanations; // of the names that were asked about

  // Of the packages that are not in the cache; sizes that are not known count as 0.
  [[nodiscard]] std::size_t packages_to_fetch() const;
  [[nodiscard]] std::uint64_t bytes_to_fetch() const;
};

// There is no such environment: an answer, not a failure.
struct UnsolvableRequest {
  EnvironmentRequest request;
  std::string platform;
  ConflictGraph conflict;
  std::vector<ConflictHint> hints;
  CreationTimes times;
  ResolutionCounters counters;
};

// How the steps of `create` reach the world.
struct CreationTools {
  FileSystem& files;
  ColdPath& cold_path;
  ProgressListener progress;
  CancellationToken token;
};

// What is wanted to know beside the plan.
struct PlanDetail {
  std::vector<std::string> explain = {}; // names of packages
  TimingDetail timing = TimingDetail::coarse;
};

// load, detect, index, solve, plan: changes no file but caches of channel indexes. `environment` is
// the caller's, for CONDA_OVERRIDE_*. Throws Error for a channel that cannot be read, a prefix
// where something stands already, Error{usage} for an explanation of what is not resolved.
std::variant<CreationPlan, UnsolvableRequest>
plan_creation(EnvironmentRequest request,
              const Platform& platform,
              const Config& config,
              const std::map<std::string, std::string>& environment,
              const CreationTools& tools,
              const PlanDetail& detail = {});

struct CreationResult {
  std::string environment_id;
  std::vector<RepoDataRecord> packages;
  TransactionResult transaction;
  std::vector<ContestedPath> contested;
  PipInstallation pip; // empty where nothing was asked of it
  CreationTimes times;
};

// Who creates: the command line goes into history, the environment to pip.
struct CreationCaller {
  std::string command_line;
  std::map<std::string, std::string> environment;
};

// fetch, link, pip. On failure, pip's too, the prefix is as it was before; packages that came stay
// in the cache.
CreationResult create_environment(const CreationPlan& plan,
                                  const Config& config,
                                  const CreationCaller& caller,
                                  const CreationTools& tools);

// The file that is locked while a prefix is changed: beside the environments, not in them.
std::filesystem::path prefix_lock_file(const std::filesystem::path& prefix, const Config& config);

} // namespace etalon
