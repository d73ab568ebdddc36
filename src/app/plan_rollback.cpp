#include "records_by_name.hpp"

#include <etalon/app/change_environment.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

namespace fs = std::filesystem;

Generation get_generation(const ChangePlan& plan, std::size_t revision) {
  auto generation = find_generation(plan.request.prefix, revision);
  if (!generation) {
    const auto count = plan.installed.history.revisions.size();
    throw Error(ErrorKind::not_found,
                revision < count
                    ? fmt::format("nobody kept what revision {} of `{}` held: another program made "
                                  "it",
                                  revision,
                                  plan.request.name)
                    : fmt::format("`{}` has no revision {}", plan.request.name, revision),
                {"`etalon env history` shows which can be gone back to"});
  }
  return std::move(*generation);
}

void go_back_to_specs(const std::vector<std::string>& then, ChangePlan& plan) {
  const auto now = plan.installed.history.requested_specs();
  const auto names_then = names_of(then);
  for (const auto& spec : now) {
    if (!names_then.contains(name_of_spec(spec))) {
      plan.remove_specs.push_back(spec);
    }
  }
  for (const auto& spec : then) {
    if (std::find(now.begin(), now.end(), spec) == now.end()) {
      plan.update_specs.push_back(spec);
    }
  }
}

} // namespace

ChangePlan plan_rollback(const fs::path& prefix,
                         std::size_t revision,
                         FrozenUse frozen,
                         const Config& config,
                         const CreationTools& tools) {
  ChangePlan plan;
  plan.request.prefix = prefix;
  plan.request.name = display_name(prefix, config);
  refuse_frozen(prefix, config, frozen);
  plan.installed = PrefixData::load(prefix);
  const auto generation = get_generation(plan, revision);
  std::vector<RepoDataRecord> installed;
  for (const auto& record : plan.installed.records) {
    installed.push_back(record.repodata);
  }
  std::vector<RepoDataRecord> wanted;
  for (const auto& package : generation.packages) {
    wanted.push_back(package.record);
  }
  auto change = plan_exact_change(installed, wanted, OthersThan::go);
  add_relinked(change, installed, {});
  const PackageCache cache(tools.files, config.package_cache());
  for (auto& each : change.changes) {
    const bool is_missing = each.after && !cache.find(*each.after, ValidationMode::none);
    plan.changes.push_back({std::move(each),
                            is_missing ? PackagePlace::to_fetch : PackagePlace::cached,
                            RecordDetail::full});
  }
  plan.packages = std::move(change.packages);
  plan.variables = generation.variables;
  go_back_to_specs(generation.requested_specs, plan);
  return plan;
}

} // namespace etalon
