#pragma once

#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/plan_changes.hpp>
#include <etalon/prefix/change.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

enum class PinUse { honoured, ignored };
enum class FrozenUse { honoured, overridden };

// What becomes of what was asked for before.
enum class EarlierRequests { hold, end };

// How an environment is to be changed.
struct EnvironmentChangeRequest {
  EnvironmentRequest request; // of the prefix; specs, or a list or lock whose packages come
  ChangeAction action = ChangeAction::install;
  Orphans orphans = Orphans::keep;
  OtherPackages others = OtherPackages::stay_if_possible;
  EarlierRequests earlier = EarlierRequests::hold;
  std::vector<std::string> reinstalled; // names that are linked again in any case
  PinUse pins = PinUse::honoured;
  FrozenUse frozen = FrozenUse::honoured;
};

struct PlannedChange {
  PackageChange change;
  PackagePlace place = PackagePlace::cached;
  RecordDetail detail = RecordDetail::full;
};

// What a change is going to do; pure data.
struct ChangePlan {
  EnvironmentRequest request;
  ChangeAction action = ChangeAction::install;
  PrefixData installed; // as it is now
  std::vector<PlannedChange> changes;
  std::vector<RepoDataRecord> packages;         // afterwards, by name
  std::vector<std::string> update_specs;        // that hold from now on
  std::vector<std::string> remove_specs;        // that do not any more
  std::map<std::string, std::string> variables; // afterwards
  CreationTimes times;

  // Whether everything is as it is asked for.
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] std::size_t packages_to_fetch() const;
  [[nodiscard]] std::uint64_t bytes_to_fetch() const;
};

// Throws Error{refused} where conda-meta/frozen is there (CEP 22), with the message that it has.
void refuse_frozen(const std::filesystem::path& prefix, const Config& config, FrozenUse use);

// load, detect, index, solve, plan: changes no file but caches of channel indexes. Removing and
// lists need no index. Throws Error{refused} for a frozen environment, Error{not_found} for what is
// to be removed or updated and is not there.
std::variant<ChangePlan, UnsolvableRequest>
plan_environment_change(EnvironmentChangeRequest request,
                        const Platform& platform,
                        const Config& config,
                        const std::map<std::string, std::string>& environment,
                        const CreationTools& tools);

// The change to what the environment was in an earlier revision of its history, counted from 0.
// Throws Error{not_found} where there is no such revision, or nobody kept what it held.
ChangePlan plan_rollback(const std::filesystem::path& prefix,
                         std::size_t revision,
                         FrozenUse frozen,
                         const Config& config,
                         const CreationTools& tools);

struct ChangeResult {
  std::string environment_id;
  std::size_t packages = 0; // afterwards
  TransactionResult transaction;
  std::vector<ContestedPath> contested;
  std::vector<KeptFile> kept;
  PipInstallation pip;
  CreationTimes times;
};

// fetch, then the change under its journal, then pip. What fails before the packages are changed
// leaves the environment as it was; pip's failure leaves it changed, without what pip should bring.
ChangeResult change_environment(const ChangePlan& plan,
                                const Config& config,
                                const CreationCaller& caller,
                                const CreationTools& tools);

// Ends a change of the environment that was interrupted, if there is one. Waits for its owner where
// that is alive.
Recovery recover_environment(const std::filesystem::path& prefix,
                             const Config& config,
                             FileSystem& files,
                             const CancellationToken& token);

// Specs of conda-meta/pinned: one a line, `#` begins a comment.
std::vector<std::string> load_pinned_specs(const std::filesystem::path& prefix);

} // namespace etalon
