#include "get_packages.hpp"
#include "locked_packages.hpp"
#include "pip_readiness.hpp"
#include "resolve_request.hpp"
#include "stopwatch.hpp"
#include "wanted_packages.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/app/create_environment.hpp>
#include <etalon/app/link_order.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/app/tool_version.hpp>
#include <etalon/host/virtual_packages.hpp>
#include <etalon/model/environment_id.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <fmt/format.h>

#include <map>

namespace etalon {

namespace {

namespace fs = std::filesystem;

void check_place(const EnvironmentRequest& request) {
  switch (get_prefix_state(request.prefix)) {
  case PrefixState::absent:
  case PrefixState::half_made:
    return;
  case PrefixState::environment:
    throw Error(ErrorKind::refused,
                fmt::format("environment `{}` exists already", request.name),
                {fmt::format("remove it first with `etalon env remove -p {}`, or choose another "
                             "name with -n NAME",
                             request.prefix.string())});
  case PrefixState::foreign:
    throw Error(ErrorKind::refused,
                fmt::format("`{}` exists and is no environment", request.prefix.string()),
                {"choose another place with -p PREFIX, or another name with -n NAME"});
  }
}

std::vector<PlannedRecord> packages_of(Solution solution) {
  std::vector<PlannedRecord> packages(solution.packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    packages[i].solved = std::move(solution.packages[i]);
  }
  return packages;
}

std::vector<PackageToLink> in_link_order(const CreationPlan& plan,
                                         std::vector<CachedPackage> packages) {
  std::vector<const PackageRecord*> records;
  records.reserve(packages.size());
  for (const auto& package : packages) {
    records.push_back(&package.record.package);
  }
  std::vector<PackageToLink> ordered;
  for (const auto index : link_order(records)) {
    const auto& solved = plan.packages[index].solved;
    ordered.push_back({packages[index].record,
                       packages[index].directory,
                       solved.requested ? solved.required_by : std::vector<std::string>{}});
  }
  return ordered;
}

std::vector<SolvedPackage> solved_packages(const CreationPlan& plan) {
  std::vector<SolvedPackage> packages;
  for (const auto& planned : plan.packages) {
    packages.push_back(planned.solved);
  }
  return packages;
}

// A list or a lock is taken as it is, whatever date is configured: only one that was given for it
// is contradicted.
void check_is_resolved(const EnvironmentRequest& request, const Config& config) {
  const bool is_list = request.explicit_spec.has_value();
  const bool has_date =
      config.exclude_newer.value && config.exclude_newer.source == ConfigSource::command_line;
  if ((is_list || request.lock) && (has_date || request.wanted != WantedPackages::all)) {
    throw Error(ErrorKind::usage,
                fmt::format("{} is taken whole", is_list ? "an @EXPLICIT list" : "a lock file"),
                {"--exclude-newer, --no-deps and --only-deps choose from what is resolved: create "
                 "from specs or from a manifest"});
  }
}

std::vector<RepoDataRecord> records_of(const Transaction& transaction) {
  std::vector<RepoDataRecord> records;
  for (const auto& package : transaction.packages) {
    records.push_back(package.package.record);
  }
  return records;
}

} // namespace

std::size_t CreationPlan::packages_to_fetch() const {
  std::size_t count = 0;
  for (const auto& package : packages) {
    count += package.place == PackagePlace::to_fetch ? 1 : 0;
  }
  return count;
}

std::uint64_t CreationPlan::bytes_to_fetch() const {
  std::uint64_t bytes = 0;
  for (const auto& package : packages) {
    bytes += package.place == PackagePlace::to_fetch ? package.solved.record.package.size : 0;
  }
  return bytes;
}

fs::path prefix_lock_file(const fs::path& prefix, const Config& config) {
  const auto digest = sha256_hex(prefix.lexically_normal().string());
  return config.home.value / ".locks" / (digest.substr(0, 16) + ".lock");
}

namespace {

// Resolves again where pip turns out to be needed and missing.
Resolution resolve_with_pip(CreationPlan& plan,
                            const std::vector<ChannelRecords>& channels,
                            const ResolveContext& context) {
  const auto resolve = [&] {
    return resolve_request(plan.request, channels, plan.virtual_packages, context, {});
  };
  auto resolution = resolve();
  const auto* solution = std::get_if<Solution>(&resolution.answer);
  if (solution != nullptr && add_missing_pip(plan.request, packages_of(*solution), channels)) {
    resolution = resolve();
  }
  return resolution;
}

void refuse_explanation(const PlanDetail& detail) {
  if (!detail.explain.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("there is no choice of `{}` to explain: the packages are given by a "
                            "list or a lock",
                            detail.explain.front()),
                {"give specs or a manifest"});
  }
}

} // namespace

std::variant<CreationPlan, UnsolvableRequest>
plan_creation(EnvironmentRequest request,
              const Platform& platform,
              const Config& config,
              const std::map<std::string, std::string>& environment,
              const CreationTools& tools,
              const PlanDetail& detail) {
  check_place(request);
  check_is_resolved(request, config);
  CreationPlan plan{std::move(request), platform, {}, {}, {}, {}, {}};
  plan.virtual_packages = detect_virtual_packages(platform, environment);
  if (plan.request.explicit_spec) {
    refuse_explanation(detail);
    plan.packages = explicit_packages(*plan.request.explicit_spec, config);
    add_missing_pip(plan.request, plan.packages, {});
  } else if (plan.request.lock) {
    refuse_explanation(detail);
    plan.packages = locked_packages(plan.request, platform, plan.virtual_packages);
    add_missing_pip(plan.request, plan.packages, {});
  } else {
    Stopwatch watch;
    SubdirCache subdirs = make_subdir_cache(tools.files, config);
    const auto network = config.offline.value ? NetworkUse::forbidden : NetworkUse::allowed;
    const auto loaded = load_channel_records(plan.request.channels,
                                             platform,
                                             subdirs,
                                             tools.cold_path,
                                             {tools.progress, tools.token, network},
                                             {names_of_specs(plan.request.specs)});
    plan.times.fetch = loaded.fetch_seconds;
    plan.times.index = watch.lap() - plan.times.fetch;
    auto resolution = resolve_with_pip(
        plan, loaded.channels, {platform, config, environment, tools.files, tools.token, detail});
    plan.times.load = resolution.times.load;
    plan.times.explain = resolution.times.explain;
    plan.times.solve = watch.lap() - plan.times.load - plan.times.explain;
    if (auto* refusal = std::get_if<UnsolvableRequest>(&resolution.answer)) {
      refusal->request = std::move(plan.request);
      refusal->platform = platform.subdir();
      refusal->times = plan.times;
      refusal->counters = resolution.counters;
      return std::move(*refusal);
    }
    plan.counters = resolution.counters;
    plan.explanations = std::move(resolution.explanations);
    plan.packages = packages_of(std::move(std::get<Solution>(resolution.answer)));
  }
  plan.request.pip = distinct_pip_lines(plan.request.pip);
  place_packages(plan.packages, PackageCache(tools.files, config.package_cache()));
  return plan;
}

CreationResult create_environment(const CreationPlan& plan,
                                  const Config& config,
                                  const CreationCaller& caller,
                                  const CreationTools& tools) try {
  check_place(plan.request);
  Stopwatch watch;
  CreationResult result;
  result.times = plan.times;
  PackageCache cache(tools.files, config.package_cache());
  auto packages = get_packages(plan.packages, cache, tools);
  keep_locked_dependencies(plan, packages);
  result.times.download = watch.lap();

  PlanOptions options;
  options.requested_specs = recorded_specs(plan.request, solved_packages(plan));
  for (const auto& channel : plan.request.channels) {
    options.channels.push_back(channel.to_string());
  }
  options.variables = plan.request.variables;
  const auto transaction = plan_transaction(
      PrefixData{}, plan.request.prefix, in_link_order(plan, std::move(packages)), options);

  ExecuteOptions execution;
  execution.token = tools.token;
  execution.progress = tools.progress;
  execution.command_line = caller.command_line;
  execution.tool_version = tool_version();
  execution.lock_file = prefix_lock_file(plan.request.prefix, config);
  tools.files.create_directories(execution.lock_file.parent_path());
  if (!plan.request.pip.empty()) {
    execution.complete = [&](const PrefixData& made) {
      result.times.link = watch.lap();
      result.pip = install_pip_packages(made,
                                        plan.request.pip,
                                        config,
                                        caller.environment,
                                        {tools.files, tools.progress, tools.token});
    };
  }
  result.transaction = execute(tools.files, transaction, execution);
  (plan.request.pip.empty() ? result.times.link : result.times.pip) = watch.lap();
  result.packages = records_of(transaction);
  result.contested = transaction.contested;
  result.environment_id =
      environment_id(result.packages, identities_of(result.pip.packages), plan.request.variables);
  return result;

} catch (Error& error) {

  if (error.kind() == ErrorKind::cancelled) {
    throw;
  }
  throw std::move(error).while_doing(
      fmt::format("failed to create environment `{}`", plan.request.name));
}

} // namespace etalon
