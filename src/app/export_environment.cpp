#include <etalon/app/export_environment.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/explicit_spec.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace etalon {

namespace {

// A channel's name is a name or a URL.
std::string shown_channel(const std::string& channel) {
  return is_url(channel) ? without_credentials(channel) : channel;
}

EnvironmentManifest manifest_of(const PrefixData& data, const std::string& name) {
  EnvironmentManifest manifest;
  manifest.name = name;
  manifest.variables = data.variables;
  for (const auto& channel : channels_of(data)) {
    manifest.channels.push_back(shown_channel(channel));
  }
  return manifest;
}

std::string export_yaml(const PrefixData& data, const std::string& name, ExportFormat format) {
  auto manifest = manifest_of(data, name);
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    auto spec = fmt::format("{}={}", package.name, package.version.to_string());
    if (format == ExportFormat::environment_yaml) {
      spec += "=" + package.build;
    }
    manifest.dependencies.push_back({std::move(spec), 0});
  }
  return manifest.to_yaml();
}

std::string export_explicit(const PrefixData& data) {
  ExplicitSpec list;
  list.platform = Platform::current().subdir();
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    if (record.repodata.url.empty()) {
      throw Error(ErrorKind::refused,
                  fmt::format("package `{}` has no URL that an explicit list could name",
                              package.dist_name()),
                  {"export an environment.yml instead: leave out --explicit"});
    }
    list.entries.push_back({without_credentials(record.repodata.url), package.md5, package.sha256});
  }
  return list.to_string();
}

std::string export_json(const PrefixData& data, const std::string& name) {
  const auto manifest = manifest_of(data, name);
  nlohmann::ordered_json packages = nlohmann::ordered_json::array();
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    packages.push_back({{"name", package.name},
                        {"version", package.version.to_string()},
                        {"build", package.build},
                        {"build_number", package.build_number},
                        {"subdir", package.subdir},
                        {"channel", shown_channel(record.repodata.channel)},
                        {"url", without_credentials(record.repodata.url)},
                        {"md5", package.md5},
                        {"sha256", package.sha256},
                        {"size", package.size}});
  }
  const nlohmann::ordered_json json = {{"version", 1},
                                       {"name", name},
                                       {"platform", Platform::current().subdir()},
                                       {"environment_id", installed_environment_id(data)},
                                       {"channels", manifest.channels},
                                       {"variables", manifest.variables},
                                       {"packages", std::move(packages)}};
  return json.dump(2) + "\n";
}

} // namespace

std::string
export_environment(const PrefixData& data, const std::string& name, ExportFormat format) {
  switch (format) {
  case ExportFormat::environment_yaml:
  case ExportFormat::environment_yaml_no_builds:
    return export_yaml(data, name, format);
  case ExportFormat::explicit_list:
    return export_explicit(data);
  case ExportFormat::json:
    return export_json(data, name);
  }
  throw Error(ErrorKind::usage, "unknown export format");
}

} // namespace etalon
