#include "change_reasons.hpp"
#include "plan_removal.hpp"

#include <etalon/app/plan_changes.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

// The specs that must hold, those of the request first.
Strings specs_to_hold(const InstalledEnvironment& installed, const ChangeRequest& request) {
  Strings specs = request.specs;
  std::set<std::string> replaced;
  if (request.action == ChangeAction::install) {
    for (const std::string& spec : request.specs) {
      replaced.insert(name_of_spec(spec));
    }
  }
  for (const std::string& spec : installed.requested) {
    if (!replaced.contains(name_of_spec(spec))) {
      specs.push_back(spec);
    }
  }
  return specs;
}

// What stays where it can, those that were asked for first.
std::vector<RepoDataRecord> packages_to_keep(const InstalledEnvironment& installed,
                                             const std::set<std::string>& moving) {
  std::set<std::string> requested;
  for (const std::string& spec : installed.requested) {
    requested.insert(name_of_spec(spec));
  }
  auto packages = in_name_order(by_name(installed.packages));
  std::erase_if(packages,
                [&](const RepoDataRecord& record) { return moving.contains(record.package.name); });
  std::stable_partition(packages.begin(), packages.end(), [&](const RepoDataRecord& record) {
    return requested.contains(record.package.name);
  });
  return packages;
}

std::string exact_spec(const PackageRecord& package) {
  return package.name + "==" + package.version.to_string() + "=" + package.build;
}

// `names`, and what of the installed packages they need, directly or not.
std::set<std::string> with_dependencies(const RecordsByName& before, std::set<std::string> names) {
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const auto found = before.find(open.back());
    open.pop_back();
    if (found == before.end()) {
      continue;
    }
    for (const std::string& spec : found->second.package.depends) {
      std::string name = name_of_spec(spec);
      if (names.insert(name).second) {
        open.push_back(std::move(name));
      }
    }
  }
  return names;
}

std::set<std::string> named_to_move(const RecordsByName& before, const ChangeRequest& request) {
  switch (request.action) {
  case ChangeAction::update:
    return installed_names(before, request.specs);
  case ChangeAction::update_all: {
    std::set<std::string> names;
    for (const auto& entry : before) {
      names.insert(entry.first);
    }
    return names;
  }
  case ChangeAction::install:
  case ChangeAction::remove:
    break;
  }
  return {};
}

std::set<std::string> moving_names(const RecordsByName& before, const ChangeRequest& request) {
  std::set<std::string> names = named_to_move(before, request);
  if (request.others == OtherPackages::dependencies_move) {
    const std::set<std::string> asked = names_of(request.specs);
    for (std::string name : with_dependencies(before, asked)) {
      if (!asked.contains(name) || request.action == ChangeAction::update) {
        names.insert(std::move(name));
      }
    }
  }
  return names;
}

// Takes out what neither a spec nor a package needs any more; their names.
std::set<std::string>
take_out_orphans(RecordsByName& after, const Strings& held, PipDependency pip) {
  std::set<std::string> roots = names_of(held);
  if (pip == PipDependency::of_python && after.contains("python")) {
    roots.insert("pip"); // which python needs as well, whatever its record says
  }
  const std::set<std::string> needed = with_dependencies(after, std::move(roots));
  std::set<std::string> orphans;
  for (const auto& entry : after) {
    if (!needed.contains(entry.first)) {
      orphans.insert(entry.first);
    }
  }
  std::erase_if(after, [&](const auto& entry) { return orphans.contains(entry.first); });
  return orphans;
}

// What of the answer is taken, for --no-deps and --only-deps.
RecordsByName
wanted_of(RecordsByName after, const RecordsByName& before, const ChangeRequest& request) {
  const std::set<std::string> asked = names_of(request.specs);
  if (request.wanted == WantedPackages::requested_only) {
    RecordsByName taken = before;
    for (const std::string& name : asked) {
      if (const auto found = after.find(name); found != after.end()) {
        taken.insert_or_assign(name, found->second);
      }
    }
    return taken;
  }
  if (request.wanted == WantedPackages::dependencies_only) {
    std::set<std::string> needed;
    for (const auto& entry : after) {
      for (const std::string& spec : entry.second.package.depends) {
        needed.insert(name_of_spec(spec));
      }
    }
    std::erase_if(after, [&](const auto& entry) {
      return asked.contains(entry.first) && !needed.contains(entry.first) &&
             !before.contains(entry.first);
    });
  }
  return after;
}

ChangeConflict
describe_conflict(Unsolvable unsolvable, const RecordCandidates& candidates, Strings held) {
  ChangeConflict conflict;
  conflict.graph = std::move(unsolvable.conflict);
  conflict.held = std::move(held);
  for (const VersionSetId spec : unsolvable.requirements) {
    conflict.specs.push_back(candidates.written_spec(spec));
  }
  for (const VersionSetId pin : unsolvable.constraints) {
    conflict.pins.push_back(candidates.written_spec(pin));
  }
  return conflict;
}

} // namespace

std::variant<EnvironmentChange, ChangeConflict> plan_changes(const InstalledEnvironment& installed,
                                                             const ChangeRequest& request,
                                                             const ChangeSources& sources) {
  if (request.action == ChangeAction::remove) {
    return plan_removal(installed, request);
  }
  const RecordsByName before = by_name(installed.packages);
  CandidateOptions options = sources.options;
  options.installed = packages_to_keep(installed, moving_names(before, request));
  const auto& kept = options.installed;
  RecordCandidates candidates(sources.channels, sources.virtual_packages, options);
  SolveTask task;
  Strings held = specs_to_hold(installed, request);
  if (request.others == OtherPackages::frozen) {
    const std::set<std::string> asked = names_of(request.specs);
    for (const RepoDataRecord& record : kept) {
      if (!asked.contains(record.package.name)) {
        held.push_back(exact_spec(record.package));
      }
    }
  }
  for (const std::string& spec : held) {
    task.requirements.push_back(candidates.add_request(spec));
  }
  for (const std::string& pin : sources.pins) {
    task.constraints.push_back(candidates.add_request(pin));
  }
  for (const RepoDataRecord& record : kept) {
    task.soft.push_back(candidates.add_request(exact_spec(record.package)));
  }
  for (const auto& entry : before) {
    task.soft.push_back(candidates.add_request(entry.first));
  }
  auto result = solve(task, candidates, sources.limits);
  if (auto* unsolvable = std::get_if<Unsolvable>(&result)) {
    return describe_conflict(std::move(*unsolvable), candidates, std::move(held));
  }
  const auto* solution = std::get_if<SolverSolution>(&result);
  if (solution == nullptr) {
    throw Error(ErrorKind::refused,
                "no answer was found in time",
                {"ask for exact versions of some packages: that leaves less to try"});
  }
  RecordsByName after;
  for (const SolvableId solvable : solution->solvables) {
    if (!candidates.is_virtual(solvable)) {
      const RepoDataRecord& record = candidates.record(solvable);
      after.emplace(record.package.name, record);
    }
  }
  std::set<std::string> orphans;
  if (request.orphans == Orphans::remove) {
    orphans = take_out_orphans(after, held, options.pip_dependency);
  }
  after = wanted_of(std::move(after), before, request);
  EnvironmentChange change{find_changes(before, after, request.specs, sources.pins),
                           in_name_order(after)};
  for (PackageChange& each : change.changes) {
    if (orphans.contains(each.name)) {
      each.reason = ChangeReason::no_longer_needed;
      each.because.clear();
    }
  }
  return change;
}

} // namespace etalon
