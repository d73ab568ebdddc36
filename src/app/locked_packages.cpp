#include "locked_packages.hpp"

#include <etalon/lock/categories.hpp>
#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/staleness.hpp>
#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace etalon {

namespace {

template <typename Spec>
std::vector<Spec> wanted_specs(const std::vector<Spec>& specs, const RequestedLock& lock) {
  std::vector<Spec> wanted;
  std::copy_if(specs.begin(), specs.end(), std::back_inserter(wanted), [&](const Spec& spec) {
    return is_wanted({spec.category}, lock.categories);
  });
  return wanted;
}

// What was asked for in the wanted categories: by the manifest where it was read, else by the lock.
// Of what pip installs the lock's packages count, where it has some.
void choose_request(const LockedPlatform& locked, EnvironmentRequest& request) {
  const RequestedLock& lock = *request.lock;
  std::set<std::string> specs;
  for (const ManifestSpec& spec : wanted_specs(request.dependencies, lock)) {
    specs.insert(spec.text);
  }
  const auto is_left_out = [&](const std::string& spec) { return !specs.contains(spec); };
  auto& all = request.specs;
  all.erase(std::remove_if(all.begin(), all.end(), is_left_out), all.end());
  if (request.dependencies.empty() && locked.specs) {
    all = texts_of(wanted_specs(*locked.specs, lock));
  }
  request.pip = wanted_specs(request.pip, lock);
  if (request.pip.empty() || (!locked.pip_specs && !locked.pip.empty())) {
    request.pip.clear();
    for (std::string& line : locked.pip_lines(lock.categories)) {
      request.pip.push_back({std::move(line), 0, lock.file});
    }
  }
}

void warn_of_left_out(const std::set<std::string>& categories,
                      const RequestedLock& lock,
                      std::vector<std::string>& warnings) {
  for (const std::string& category : categories) {
    if (is_wanted({category}, lock.excluded)) {
      continue;
    }
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
  choose_request(locked, request);
  std::map<std::string, std::vector<std::string>> asked; // [name]
  for (const std::string& spec : request.specs) {
    asked[to_lower(MatchSpec::parse(spec).name.to_string())].push_back(
        without_credentials_in_spec(spec));
  }
  std::vector<PlannedRecord> planned;
  std::set<std::string> left_out;
  for (const LockedPackage& package : locked.packages) {
    if (!is_wanted(package.categories, wanted.categories)) {
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
  warn_of_left_out(left_out, wanted, request.warnings);
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
