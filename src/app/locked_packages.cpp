#include "locked_packages.hpp"

#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/staleness.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

// Those that conda-lock installs where nothing is said.
bool is_default(const std::string& category) {
  return category == "main" || category == "dev";
}

bool is_wanted(const LockedPackage& locked, const std::vector<std::string>& categories) {
  return std::any_of(
      locked.categories.begin(), locked.categories.end(), [&](const std::string& category) {
        return is_default(category) ||
               std::find(categories.begin(), categories.end(), category) != categories.end();
      });
}

void warn_of_left_out(const std::set<std::string>& categories, std::vector<std::string>& warnings) {
  for (const std::string& category : categories) {
    warnings.push_back(fmt::format(
        "the packages of category `{0}` are left out; add them with --category {0}", category));
  }
}

// What the machine lacks is no reason to refuse: another machine may run what this one installs.
void warn_of_missing(const LockFile& lock,
                     const std::string& subdir,
                     const std::vector<VirtualPackage>& offered,
                     std::vector<std::string>& warnings) {
  LockQuestion question;
  question.subdir = subdir;
  question.offered = offered;
  for (const StaleReason& reason : find_stale_reasons(lock, question)) {
    if (reason.kind == StaleKind::virtual_package_missing) {
      warnings.push_back(reason.message);
    }
  }
}

} // namespace

std::vector<PlannedRecord> locked_packages(EnvironmentRequest& request,
                                           const Platform& platform,
                                           const std::vector<VirtualPackage>& offered) {
  const RequestedLock& wanted = *request.lock;
  const LockedPlatform& locked = wanted.lock.get(platform.subdir(), wanted.file);
  if (request.specs.empty() && locked.specs) {
    request.specs = *locked.specs;
  }
  if (request.pip.empty()) {
    for (std::string& line : locked.pip_lines()) {
      request.pip.push_back({std::move(line), 0, wanted.file});
    }
  }
  std::map<std::string, std::vector<std::string>> asked; // [name]
  for (const std::string& spec : request.specs) {
    asked[to_lower(MatchSpec::parse(spec).name.to_string())].push_back(spec);
  }
  std::vector<PlannedRecord> planned;
  std::set<std::string> left_out;
  for (const LockedPackage& package : locked.packages) {
    if (!is_wanted(package, wanted.categories)) {
      left_out.insert(package.categories.begin(), package.categories.end());
      continue;
    }
    PlannedRecord record;
    record.solved.record = package.record;
    record.detail = package.detail;
    if (const auto by = asked.find(package.record.package.name); by != asked.end()) {
      record.solved.requested = true;
      record.solved.required_by = by->second;
    }
    planned.push_back(std::move(record));
  }
  warn_of_left_out(left_out, request.warnings);
  warn_of_missing(wanted.lock, platform.subdir(), offered, request.warnings);
  return planned;
}

void keep_locked_dependencies(const CreationPlan& plan, std::vector<CachedPackage>& packages) {
  if (!plan.request.lock) {
    return;
  }
  for (std::size_t i = 0; i < packages.size(); ++i) {
    const PlannedRecord& planned = plan.packages[i];
    auto& depends = packages[i].record.package.depends;
    const auto& locked = planned.solved.record.package.depends;
    if (planned.detail == RecordDetail::identity &&
        conda_lock_dependencies(depends) != conda_lock_dependencies(locked)) {
      depends = locked;
    }
  }
}

} // namespace etalon
