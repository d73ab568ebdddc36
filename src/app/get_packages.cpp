#include "get_packages.hpp"

#include "resolve_request.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/thread_pool.hpp>

#include <fmt/format.h>

#include <set>
#include <string>

namespace etalon {

namespace {

// What the cache is asked for. Where URL and hash alone are known it completes the rest from the
// package itself.
RepoDataRecord asked_record(const PlannedRecord& planned) {
  auto record = planned.solved.record;
  if (planned.detail == RecordDetail::identity) {
    PackageRecord unknown;
    unknown.md5 = record.package.md5;
    unknown.sha256 = record.package.sha256;
    record.package = std::move(unknown);
  }
  return record;
}

} // namespace

std::vector<PlannedRecord> explicit_packages(const ExplicitSpec& list, const Config& config) {
  std::vector<PlannedRecord> packages;
  std::set<std::string> names;
  for (const auto& entry : list.entries) {
    PlannedRecord package;
    package.solved = {record_of_explicit_entry(entry, config), {}, true};
    package.detail = RecordDetail::identity;
    const auto& name = package.solved.record.package.name;
    if (!names.insert(name).second) {
      throw Error(ErrorKind::usage, fmt::format("the list names package `{}` twice", name));
    }
    packages.push_back(std::move(package));
  }
  return packages;
}

void place_packages(std::vector<PlannedRecord>& packages, const PackageCache& cache) {
  for (auto& package : packages) {
    const bool cached = cache.find(package.solved.record, ValidationMode::none).has_value();
    package.place = cached ? PackagePlace::cached : PackagePlace::to_fetch;
  }
}

std::vector<CachedPackage> get_packages(const std::vector<PlannedRecord>& planned_packages,
                                        PackageCache& cache,
                                        const CreationTools& tools) {
  std::vector<RepoDataRecord> records;
  records.reserve(planned_packages.size());
  for (const auto& planned : planned_packages) {
    records.push_back(asked_record(planned));
  }
  std::vector<CachedPackage> packages;
  for (const auto& record : records) {
    auto found = cache.find(record, ValidationMode::size_and_mtime);
    if (!found) {
      FetchOptions options;
      options.progress = tools.progress;
      options.token = tools.token;
      options.threads = available_cpus();
      options.validation = ValidationMode::size_and_mtime;
      return tools.cold_path.fetch_packages(cache, records, options);
    }
    packages.push_back(std::move(*found));
  }
  return packages;
}

} // namespace etalon
