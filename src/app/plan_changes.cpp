#include "change_reasons.hpp"

#include <etalon/app/plan_changes.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

RecordsByName by_name(const std::vector<RepoDataRecord>& packages) {
  RecordsByName records;
  for (const RepoDataRecord& record : packages) {
    records.emplace(record.package.name, record);
  }
  return records;
}

std::vector<RepoDataRecord> in_name_order(const RecordsByName& records) {
  std::vector<RepoDataRecord> packages;
  for (const auto& entry : records) {
    packages.push_back(entry.second);
  }
  return packages;
}

// The names that are to be updated or removed, as they are installed.
std::set<std::string> installed_names(const RecordsByName& before, const Strings& texts) {
  std::set<std::string> names;
  for (const std::string& text : texts) {
    const std::string name = name_of_spec(text);
    if (!before.contains(name)) {
      Strings known;
      for (const auto& entry : before) {
        known.push_back(entry.first);
      }
      const auto near = near_names(name, known, 1);
      throw Error(ErrorKind::not_found,
                  fmt::format("`{}` is not installed", text),
                  {near.empty() ? "`etalon list` shows what is"
                                : fmt::format("did you mean `{}`?", near.front())});
    }
    names.insert(name);
  }
  return names;
}

bool needs_one_of(const RepoDataRecord& record,
                  const std::set<std::string>& names,
                  std::vector<std::string>& found) {
  for (const std::string& spec : record.package.depends) {
    const std::string name = name_of_spec(spec);
    if (names.contains(name)) {
      found.push_back(name);
    }
  }
  return !found.empty();
}

// Removing needs no solver: what needs a removed package goes as well, and so does what only
// removed packages needed and nobody asked for. What is left misses nothing.
class Removal {
public:
  Removal(const InstalledEnvironment& installed, const Strings& specs)
      : m_left(by_name(installed.packages)) {
    for (const std::string& name : installed_names(m_left, specs)) {
      take_out(name, ChangeReason::requested, specs_on(name, specs));
    }
    remove_users();
    for (const std::string& spec : installed.requested) {
      m_requested.insert(name_of_spec(spec));
    }
    remove_unneeded();
  }

  EnvironmentChange finish() {
    EnvironmentChange change;
    for (auto& entry : m_changes) {
      change.changes.push_back(std::move(entry.second));
    }
    change.packages = in_name_order(m_left);
    return change;
  }

private:
  static Strings specs_on(const std::string& name, const Strings& specs) {
    Strings found;
    std::copy_if(specs.begin(), specs.end(), std::back_inserter(found), [&](const auto& spec) {
      return name_of_spec(spec) == name;
    });
    return found;
  }

  void take_out(const std::string& name, ChangeReason reason, Strings because) {
    const auto found = m_left.find(name);
    PackageChange& change = m_changes[name];
    change.kind = ChangeKind::remove;
    change.reason = reason;
    change.name = name;
    change.before = std::move(found->second);
    change.because = std::move(because);
    m_removed.insert(name);
    m_left.erase(found);
  }

  void remove_users() {
    for (auto entry = m_left.begin(); entry != m_left.end();) {
      Strings gone;
      if (needs_one_of(entry->second, m_removed, gone)) {
        take_out(std::string(entry->first), ChangeReason::needs_removed, std::move(gone));
        entry = m_left.begin(); // those before it may need it
      } else {
        ++entry;
      }
    }
  }

  // What the given packages need, directly or not, among those that are left.
  [[nodiscard]] std::set<std::string> reach(const std::vector<const RepoDataRecord*>& roots) const {
    std::set<std::string> reached;
    std::vector<const RepoDataRecord*> open = roots;
    while (!open.empty()) {
      const RepoDataRecord& record = *open.back();
      open.pop_back();
      for (const std::string& spec : record.package.depends) {
        const auto needed = m_left.find(name_of_spec(spec));
        if (needed != m_left.end() && reached.insert(needed->first).second) {
          open.push_back(&needed->second);
        }
      }
    }
    return reached;
  }

  // Only what removed packages needed can have lost its purpose; of that, what nothing else needs.
  void remove_unneeded() {
    std::vector<const RepoDataRecord*> removed;
    for (const auto& entry : m_changes) {
      removed.push_back(&*entry.second.before);
    }
    std::set<std::string> doubtful = reach(removed);
    std::erase_if(doubtful, [&](const auto& name) { return m_requested.contains(name); });
    std::vector<const RepoDataRecord*> staying;
    for (const auto& [name, record] : m_left) {
      if (!doubtful.contains(name)) {
        staying.push_back(&record);
      }
    }
    for (const std::string& name : reach(staying)) {
      doubtful.erase(name);
    }
    for (const std::string& name : doubtful) {
      take_out(name, ChangeReason::no_longer_needed, {});
    }
    for (const std::string& name : doubtful) {
      m_changes[name].because = removed_users_of(name);
    }
  }

  [[nodiscard]] Strings removed_users_of(const std::string& name) const {
    Strings users;
    for (const auto& [other, change] : m_changes) {
      Strings found;
      if (other != name && needs_one_of(*change.before, {name}, found)) {
        users.push_back(other);
      }
    }
    return users;
  }

  RecordsByName m_left;
  std::set<std::string> m_removed;
  std::set<std::string> m_requested;
  std::map<std::string, PackageChange> m_changes;
};

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

std::set<std::string> moving_names(const RecordsByName& before, const ChangeRequest& request) {
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

} // namespace

std::variant<EnvironmentChange, ConflictGraph> plan_changes(const InstalledEnvironment& installed,
                                                            const ChangeRequest& request,
                                                            const ChangeSources& sources) {
  if (request.action == ChangeAction::remove) {
    return Removal(installed, request.specs).finish();
  }
  const RecordsByName before = by_name(installed.packages);
  CandidateOptions options = sources.options;
  options.installed = packages_to_keep(installed, moving_names(before, request));
  const auto& kept = options.installed;
  RecordCandidates candidates(sources.channels, sources.virtual_packages, options);
  SolveTask task;
  for (const std::string& spec : specs_to_hold(installed, request)) {
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
    return std::move(unsolvable->conflict);
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
  return EnvironmentChange{find_changes(before, after, request.specs, sources.pins),
                           in_name_order(after)};
}

} // namespace etalon
