#include "get_packages.hpp"
#include "records_by_name.hpp"
#include "stopwatch.hpp"

#include <etalon/app/change_environment.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/link_order.hpp>
#include <etalon/app/tool_version.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace etalon {

namespace {

std::vector<PlannedRecord> packages_to_link(const ChangePlan& plan) {
  std::vector<PlannedRecord> packages;
  for (const auto& planned : plan.changes) {
    if (planned.change.after) {
      packages.push_back({{*planned.change.after, {}, false}, planned.place, planned.detail});
    }
  }
  return packages;
}

// The specs that the request or the history has on each name.
std::map<std::string, std::vector<std::string>> requested_specs_by_name(const ChangePlan& plan) {
  std::map<std::string, std::vector<std::string>> by_name;
  for (const auto& record : plan.installed.records) {
    by_name[record.repodata.package.name] = record.requested_specs;
  }
  std::map<std::string, std::vector<std::string>> asked;
  for (const auto& spec : plan.update_specs) {
    asked[name_of_spec(spec)].push_back(spec);
  }
  for (auto& [name, specs] : asked) {
    by_name[name] = std::move(specs);
  }
  return by_name;
}

PackagesToChange packages_to_change(const ChangePlan& plan, std::vector<CachedPackage> cached) {
  PackagesToChange packages;
  const auto specs = requested_specs_by_name(plan);
  std::map<std::string, const PackageRecord*> after; // with what the packages themselves say
  for (const auto& record : plan.packages) {
    after[record.package.name] = &record.package;
  }
  for (const auto& planned : plan.changes) {
    if (planned.change.before) {
      packages.remove.push_back(planned.change.name);
    }
  }
  for (const auto& package : cached) {
    after[package.record.package.name] = &package.record.package;
  }
  std::vector<const PackageRecord*> records;
  for (const auto& entry : after) {
    records.push_back(entry.second);
  }
  for (const auto index : link_order(records)) {
    const auto& name = records[index]->name;
    packages.order.push_back(name);
    const auto found = std::find_if(cached.begin(), cached.end(), [&](const CachedPackage& each) {
      return each.record.package.name == name;
    });
    if (found != cached.end()) {
      const auto asked = specs.find(name);
      packages.link.push_back({found->record,
                               found->directory,
                               asked == specs.end() ? std::vector<std::string>() : asked->second});
    }
  }
  return packages;
}

ChangePlanOptions plan_options(const ChangePlan& plan) {
  ChangePlanOptions options;
  options.update_specs = plan.update_specs;
  options.remove_specs = plan.remove_specs;
  for (const auto& channel : plan.request.channels) {
    options.channels.push_back(channel.to_string());
  }
  options.variables = plan.variables;
  return options;
}

} // namespace

bool ChangePlan::is_empty() const {
  return changes.empty() && update_specs.empty() && remove_specs.empty() &&
         variables == installed.variables && request.pip.empty();
}

std::size_t ChangePlan::packages_to_fetch() const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(), [](const PlannedChange& each) {
        return each.place == PackagePlace::to_fetch;
      }));
}

std::uint64_t ChangePlan::bytes_to_fetch() const {
  std::uint64_t bytes = 0;
  for (const auto& each : changes) {
    bytes += each.place == PackagePlace::to_fetch ? each.change.after->package.size : 0;
  }
  return bytes;
}

ChangeResult change_environment(const ChangePlan& plan,
                                const Config& config,
                                const CreationCaller& caller,
                                const CreationTools& tools) try {
  Stopwatch watch;
  ChangeResult result;
  result.times = plan.times;
  PackageCache cache(tools.files, config.package_cache());
  auto cached = get_packages(packages_to_link(plan), cache, tools);
  result.times.download = watch.lap();

  const PrefixChange change =
      plan_change(plan.installed, packages_to_change(plan, std::move(cached)), plan_options(plan));
  ChangeExecution execution;
  execution.durability = config.durability.value;
  execution.options.token = tools.token;
  execution.options.progress = tools.progress;
  execution.options.command_line = caller.command_line;
  execution.options.tool_version = tool_version();
  execution.options.lock_file = prefix_lock_file(plan.request.prefix, config);
  if (!plan.request.pip.empty()) {
    execution.options.complete = [&](const PrefixData& made) {
      result.times.link = watch.lap();
      try {
        result.pip = install_pip_packages(made,
                                          plan.request.pip,
                                          config,
                                          caller.environment,
                                          {tools.files, tools.progress, tools.token});
      } catch (Error& error) {
        throw std::move(error).while_doing("conda's packages are changed, but pip's are not");
      }
    };
  }
  result.transaction = execute_change(tools.files, change, execution);
  (plan.request.pip.empty() ? result.times.link : result.times.pip) = watch.lap();
  result.contested = change.transaction.contested;
  result.kept = change.kept;
  const auto data = PrefixData::load(plan.request.prefix);
  result.packages = data.records.size();
  result.environment_id = installed_environment_id(data);
  return result;

} catch (Error& error) {

  if (error.kind() == ErrorKind::cancelled) {
    throw;
  }
  throw std::move(error).while_doing(
      fmt::format("failed to change environment `{}`", plan.request.name));
}

Recovery recover_environment(const std::filesystem::path& prefix,
                             const Config& config,
                             FileSystem& files,
                             const CancellationToken& token) {
  constexpr auto patience = std::chrono::seconds(60);
  const auto lock_file = prefix_lock_file(prefix, config);
  files.create_directories(lock_file.parent_path());
  const FileLock lock(lock_file, LockMode::exclusive, patience, token);
  return recover_prefix(files, prefix);
}

} // namespace etalon
