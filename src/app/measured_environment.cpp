#include "measured_environment.hpp"

#include <etalon/activate/activation.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/app/verify_environment.hpp>
#include <etalon/bench/mapped_objects.hpp>
#include <etalon/bench/runner_build.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace etalon {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_findings_shown = 5;

void check_intact(const PrefixData& data, const std::string& name, const CancellationToken& token) {
  const auto report = verify_environment(data, VerifyDepth::quick, token);
  if (report.is_intact()) {
    return;
  }
  std::vector<PathFinding> damages;
  std::copy_if(report.findings.begin(),
               report.findings.end(),
               std::back_inserter(damages),
               [](const auto& finding) { return finding.kind != FindingKind::extra; });
  auto text = render_findings(damages, k_findings_shown);
  text.pop_back();
  throw Error(ErrorKind::corrupt,
              text,
              {fmt::format("see all of it with `etalon env verify -p {0} --full`; make the "
                           "environment anew: `etalon env export -p {0} > snapshot.yml`, "
                           "`etalon env remove -p {0}`, `etalon env create -f snapshot.yml -p {0}`",
                           data.prefix.string())})
      .while_doing(fmt::format("environment `{}` is not what its packages brought, so a figure "
                               "measured in it would be nobody's",
                               name));
}

std::vector<MeasuredPackage> measured_packages(const PrefixData& data) {
  std::vector<MeasuredPackage> packages;
  for (const auto& record : data.records) {
    const auto& package = record.repodata.package;
    packages.push_back({package.name,
                        package.version.to_string(),
                        package.build,
                        record.repodata.channel,
                        package.subdir,
                        package.sha256});
  }
  for (const auto& each : installed_pip_packages(data)) {
    const auto& package = each.package;
    packages.push_back(
        {package.name, package.version, "pypi_0", "pypi", "pypi", package.record_hash});
  }
  return packages;
}

// The packages that hold the LibTorch, with their hashes; files that no package owns are hashed.
std::string
libtorch_identity(const LibTorch& libtorch, const PrefixData& data, const PathOwners& owners) {
  std::set<std::string> parts;
  const auto add = [&](const fs::path& path) {
    if (!fs::is_regular_file(path)) {
      return;
    }
    const auto owner = owners.find(path);
    const auto record =
        std::find_if(data.records.begin(), data.records.end(), [&](const auto& each) {
          return owner && each.repodata.package.dist_name() == *owner;
        });
    parts.insert(record == data.records.end() ? path.filename().string() + " " + sha256_file(path)
                                              : *owner + " " + record->repodata.package.sha256);
  };
  for (const auto& library : libtorch.libraries) {
    add(libtorch.library_directory / ("lib" + library + ".so"));
  }
  for (const auto& directory : libtorch.include_directories) {
    add(directory / "torch" / "script.h");
    add(directory / "torch" / "torch.h");
  }
  std::string identity;
  for (const auto& part : parts) {
    identity += part + "\n";
  }
  return identity;
}

} // namespace

MeasuredEnvironment prepare_environment(const fs::path& prefix,
                                        const BenchmarkOptions& options,
                                        const Config& config,
                                        const std::map<std::string, std::string>& environment,
                                        const BenchmarkTools& tools) {
  const auto name = display_name(prefix, config);
  const auto data = PrefixData::load(prefix);
  check_intact(data, name, tools.token);
  PathOwners owners(data);
  const auto libtorch = get_libtorch(prefix);

  RunnerBuildRequest request;
  request.prefix = prefix;
  request.source_directory = options.runner_sources;
  request.cache_directory = config.runner_cache();
  request.libtorch_identity = libtorch_identity(libtorch, data, owners);
  request.environment = environment;
  const auto runner = build_runner(tools.files, request, tools.progress, tools.token);

  ActivationOptions activation_options;
  activation_options.display_name = name;
  activation_options.caller = environment;
  activation_options.token = tools.token;
  auto activation = Activation::of(prefix, activation_options);
  for (const auto& warning : activation.warnings) {
    tools.warn(warning);
  }
  return {{name, prefix.string(), installed_environment_id(data), measured_packages(data)},
          prefix,
          std::move(owners),
          runner,
          runner_command(runner, libtorch, prefix, std::move(activation.environment))};
}

std::vector<MappedObject> attribute_objects(const MeasuredEnvironment& environment,
                                            const std::vector<std::string>& paths) {
  const auto owner = [&](const std::string& relative) {
    return environment.owners.find(relative).value_or("");
  };
  return classify_objects(paths,
                          fs::canonical(environment.prefix).string(),
                          owner,
                          fs::canonical(environment.runner).string());
}

} // namespace etalon
