#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/record_candidates.hpp>
#include <etalon/model/virtual_package.hpp>
#include <etalon/solve/solver.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// What is there already.
struct InstalledEnvironment {
  std::vector<RepoDataRecord> packages;
  std::vector<std::string> requested; // specs, as its history has them
};

enum class ChangeAction {
  install,    // specs; all else stays where it can
  update,     // names: to the best there is; all else stays where it can
  update_all, // everything to the best there is
  remove,     // names, with what needs them
};

// What becomes of packages that nothing needs any more and nobody asked for.
enum class Orphans { keep, remove };

// What becomes of the installed packages that the request does not name.
enum class OtherPackages {
  stay_if_possible,  // each changes where the answer needs it
  frozen,            // none changes
  dependencies_move, // what the named ones need is updated as well
};

struct ChangeRequest {
  ChangeAction action = ChangeAction::install;
  std::vector<std::string> specs = {}; // of update and remove: names; of update_all: none
  Orphans orphans = Orphans::keep;
  OtherPackages others = OtherPackages::stay_if_possible;
  WantedPackages wanted = WantedPackages::all; // of install
};

// What an answer is made of, beside the environment itself.
struct ChangeSources {
  const std::vector<ChannelRecords>& channels;
  const std::vector<VirtualPackage>& virtual_packages;
  CandidateOptions options; // `installed` is filled in
  std::vector<std::string> pins;
  SolveOptions limits;
};

enum class ChangeKind {
  install,
  upgrade,
  downgrade,
  rebuild, // another build of the version, or of another channel
  relink,  // the same package again
  remove,
};

// Why a package changes; PackageChange::because says who.
enum class ChangeReason {
  requested,          // the request names it: its specs
  needed,             // packages of the answer need it: their names
  ruled_out,          // packages of the answer do not stand the one before: their names
  dependency_changed, // what it needs is not there any more as it was: names of that
  pinned,             // pins do not allow the one before: the pins
  better,             // everything was to be updated: nothing
  needs_removed,      // it needs what is removed: names of that
  no_longer_needed,   // only what is removed needed it, or nothing: names of that
  python_changed,     // its files lie where another python looked: that and the new one
  reinstalled,        // it was asked for anew: nothing
};

struct PackageChange {
  ChangeKind kind = ChangeKind::install;
  ChangeReason reason = ChangeReason::requested;
  std::string name;
  std::optional<RepoDataRecord> before;
  std::optional<RepoDataRecord> after;
  std::vector<std::string> because;
};

struct EnvironmentChange {
  std::vector<PackageChange> changes;   // by name; of what stays nothing is said
  std::vector<RepoDataRecord> packages; // the environment afterwards, by name
};

// A request that cannot be met, and what of it contradicts.
struct ChangeConflict {
  ConflictGraph graph;
  std::vector<std::string> held;  // all specs that were to hold, those of the request first
  std::vector<std::string> specs; // of these, those that contradict
  std::vector<std::string> pins;  // likewise
};

// What has to change so that the environment is as asked for; pure. The specs of the request come
// first, best candidates in their order; those of the history still hold (a new spec on a name
// replaces the old ones); then every installed package stays as it is where it can, else in another
// version where it can: the requested ones first, then by name. Removing resolves nothing.
//
// Where orphans are removed from an install, what neither a spec nor a package of the answer needs
// is taken out; from a removal, what only removed packages needed.
//
// A conflict is an answer. Throws Error{usage} for a spec that cannot be read, Error{not_found} for
// a name to update or remove that is not installed, Error{refused} where the time limit came first.
std::variant<EnvironmentChange, ChangeConflict> plan_changes(const InstalledEnvironment& installed,
                                                             const ChangeRequest& request,
                                                             const ChangeSources& sources);

enum class OthersThan { stay, go };

// The change to exactly these packages, beside the installed ones or instead of them. Resolves
// nothing.
EnvironmentChange plan_exact_change(const std::vector<RepoDataRecord>& installed,
                                    const std::vector<RepoDataRecord>& wanted,
                                    OthersThan others);

// Adds what has to be linked again although it stays: noarch python packages where python's
// site-packages are others afterwards, and packages of these names.
void add_relinked(EnvironmentChange& change,
                  const std::vector<RepoDataRecord>& installed,
                  const std::vector<std::string>& reinstalled);

} // namespace etalon
