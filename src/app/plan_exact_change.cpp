#include "change_reasons.hpp"

#include <etalon/app/plan_changes.hpp>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

// Of a package in this environment, how its files were laid out: by python's version and place.
std::string python_of(const RecordsByName& records) {
  const auto found = records.find("python");
  if (found == records.end()) {
    return "";
  }
  const PackageRecord& python = found->second.package;
  const std::string version = python.version.to_string();
  const std::size_t minor = version.find('.');
  const std::string short_version =
      minor == std::string::npos ? version : version.substr(0, version.find('.', minor + 1));
  const std::string& place = python.python_site_packages_path;
  return "python " + short_version + (place.empty() ? "" : " (" + place + ")");
}

} // namespace

EnvironmentChange plan_exact_change(const std::vector<RepoDataRecord>& installed,
                                    const std::vector<RepoDataRecord>& wanted,
                                    OthersThan others) {
  const RecordsByName before = by_name(installed);
  RecordsByName after = others == OthersThan::stay ? before : RecordsByName();
  std::set<std::string> named;
  for (const RepoDataRecord& record : wanted) {
    after.insert_or_assign(record.package.name, record);
    named.insert(record.package.name);
  }
  if (others == OthersThan::go) {
    for (const auto& entry : before) {
      named.insert(entry.first);
    }
  }
  return EnvironmentChange{find_changes(before, after, Strings(named.begin(), named.end()), {}),
                           in_name_order(after)};
}

void add_relinked(EnvironmentChange& change,
                  const std::vector<RepoDataRecord>& installed,
                  const std::vector<std::string>& reinstalled) {
  const std::string python = python_of(by_name(installed));
  const std::string new_python = python_of(by_name(change.packages));
  std::set<std::string> changing;
  for (const PackageChange& each : change.changes) {
    changing.insert(each.name);
  }
  const std::set<std::string> anew = names_of(reinstalled);
  for (const RepoDataRecord& record : change.packages) {
    const PackageRecord& package = record.package;
    const bool moves =
        package.noarch == NoArch::python && python != new_python && !new_python.empty();
    if (changing.contains(package.name) || (!moves && !anew.contains(package.name))) {
      continue;
    }
    change.changes.push_back({ChangeKind::relink,
                              moves ? ChangeReason::python_changed : ChangeReason::reinstalled,
                              package.name,
                              record,
                              record,
                              moves ? Strings{python, new_python} : Strings{}});
  }
  std::sort(change.changes.begin(), change.changes.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  });
}

} // namespace etalon
