#include "get_packages.hpp"

#include <etalon/app/clone_environment.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/link_order.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/config/environment_location.hpp>
#include <etalon/pkgcache/package_cache.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

namespace fs = std::filesystem;

std::vector<PlannedRecord> packages_of(const PrefixData& data) {
  std::vector<const PackageRecord*> records;
  for (const auto& record : data.records) {
    records.push_back(&record.repodata.package);
  }
  std::vector<PlannedRecord> packages;
  for (const auto index : link_order(records)) {
    const auto& record = data.records[index];
    const bool is_requested = !record.requested_specs.empty();
    packages.push_back({{record.repodata, record.requested_specs, is_requested}});
  }
  return packages;
}

} // namespace

fs::path new_prefix(const std::string& text, const Config& config) {
  return text.find('/') == std::string::npos ? environment_prefix(text, config)
                                             : fs::absolute(text).lexically_normal();
}

CreationPlan plan_clone(const fs::path& source,
                        const fs::path& target,
                        const Platform& platform,
                        const Config& config,
                        const CreationTools& tools) {
  const auto data = PrefixData::load(source);
  CreationPlan plan{{}, platform, {}, {}, {}, {}, {}};
  plan.request.prefix = target;
  plan.request.name = display_name(target, config);
  if (get_prefix_state(target) != PrefixState::absent &&
      get_prefix_state(target) != PrefixState::half_made) {
    throw Error(ErrorKind::refused,
                fmt::format("`{}` is there already", plan.request.name),
                {"choose another name"});
  }
  for (const auto& text : data.history.channels()) {
    for (auto& channel : resolve_channels(text, config, fs::current_path())) {
      plan.request.channels.push_back(std::move(channel));
    }
  }
  plan.request.specs = data.history.requested_specs();
  plan.request.variables = data.variables;
  plan.packages = packages_of(data);
  place_packages(plan.packages, PackageCache(tools.files, config.package_cache()));
  if (describe_environment(source, config).pip_packages > 0) {
    plan.request.warnings.push_back(
        fmt::format("what pip installed in `{}` is not copied: see `etalon env export`",
                    display_name(source, config)));
  }
  return plan;
}

} // namespace etalon
