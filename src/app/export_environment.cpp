#include "exported_lock.hpp"

#include <etalon/app/export_environment.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/export_json.hpp>
#include <etalon/lock/pixi_lock_file.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

namespace etalon {

namespace {

// A channel's name is a name or a URL.
std::string shown_channel(const std::string& channel) {
  return is_url(channel) ? without_credentials(channel) : channel;
}

std::string spec_of(const PackageRecord& package, ExportedSpecs specs) {
  auto spec = fmt::format("{}={}", package.name, package.version.to_string());
  return specs == ExportedSpecs::with_builds ? spec + "=" + package.build : spec;
}

std::string export_yaml(const PrefixData& data, const ExportOptions& options) {
  EnvironmentManifest manifest;
  manifest.name = options.name;
  manifest.variables = data.variables;
  for (const auto& channel : channels_of(data)) {
    manifest.channels.push_back(shown_channel(channel));
  }
  for (auto& line : pip_section(data)) {
    manifest.pip.push_back({std::move(line), 0});
  }
  if (options.specs == ExportedSpecs::from_history) {
    for (const std::string& spec : data.history.requested_specs()) {
      manifest.dependencies.push_back({spec, 0});
    }
  } else {
    for (const auto& record : data.records) {
      manifest.dependencies.push_back({spec_of(record.repodata.package, options.specs), 0});
    }
  }
  return manifest.to_yaml();
}

std::string export_explicit(const PrefixData& data) {
  ExplicitSpec list;
  list.platform = platform_of(data);
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    if (record.repodata.url.empty()) {
      throw Error(ErrorKind::refused,
                  fmt::format("package `{}` has no URL that an explicit list could name",
                              package.dist_name()),
                  {"export an environment.yml instead: leave out --format"});
    }
    list.entries.push_back({without_credentials(record.repodata.url), package.md5, package.sha256});
  }
  return list.to_string();
}

} // namespace

std::string
export_environment(const PrefixData& data, const ExportOptions& options, const Config& config) {
  switch (options.format) {
  case ExportFormat::environment_yaml:
    return export_yaml(data, options);
  case ExportFormat::explicit_list:
    return export_explicit(data);
  case ExportFormat::conda_lock:
    return to_conda_lock(exported_lock(data, options, config));
  case ExportFormat::pixi:
    return to_pixi_lock(exported_lock(data, options, config));
  case ExportFormat::json:
    return to_export_json(exported_lock(data, options, config));
  }
  throw Error(ErrorKind::usage, "unknown export format");
}

} // namespace etalon
