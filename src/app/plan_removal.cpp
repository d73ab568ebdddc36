#include "plan_removal.hpp"

#include "records_by_name.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

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

// Removing needs no solver: what needs a removed package goes as well, and, where orphans go, what
// only removed packages needed and nobody asked for. What is left misses nothing.
class Removal {
public:
  Removal(const InstalledEnvironment& installed, const ChangeRequest& request)
      : m_left(by_name(installed.packages)) {
    for (const std::string& name : installed_names(m_left, request.specs)) {
      take_out(name, ChangeReason::requested, specs_on(name, request.specs));
    }
    if (request.wanted != WantedPackages::requested_only) {
      remove_users();
    }
    for (const std::string& spec : installed.requested) {
      m_requested.insert(name_of_spec(spec));
    }
    if (request.orphans == Orphans::remove) {
      remove_unneeded();
    }
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

} // namespace

EnvironmentChange plan_removal(const InstalledEnvironment& installed,
                               const ChangeRequest& request) {
  return Removal(installed, request).finish();
}

} // namespace etalon
