#include <etalon/app/install_pip.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/app/run_command.hpp>
#include <etalon/pip/pip_record.hpp>
#include <etalon/pip/run_pip.hpp>
#include <etalon/prefix/python_facts.hpp>
#include <etalon/prefix/verify.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

namespace fs = std::filesystem;

std::vector<PipLine> pip_lines(const std::vector<ManifestSpec>& specs) {
  std::vector<PipLine> lines;
  lines.reserve(specs.size());
  for (const auto& spec : specs) {
    const auto folder =
        spec.file.empty() ? fs::current_path() : fs::absolute(spec.file).parent_path();
    lines.push_back({spec.text, folder});
  }
  return lines;
}

std::string installed_pip_version(const PrefixData& made) {
  const auto* pip = made.find("pip");
  return pip == nullptr ? "" : pip->repodata.package.version.to_string();
}

std::string version_by_pip(const std::string& conda_name,
                           const std::vector<InstalledPipPackage>& packages) {
  for (const auto& each : packages) {
    if (each.package.name == normalize_pip_name(conda_name)) {
      return each.package.version;
    }
  }
  return "";
}

std::vector<OverriddenPackage> find_overridden(const PrefixData& made,
                                               const std::vector<InstalledPipPackage>& packages,
                                               const CancellationToken& token) {
  std::map<std::string, std::vector<std::string>> paths; // by the owner's dist name
  for (const auto& finding : verify_prefix(made, VerifyDepth::quick, token).findings) {
    if (finding.kind != FindingKind::extra) {
      paths[finding.package].push_back(finding.path);
    }
  }
  std::vector<OverriddenPackage> overridden;
  for (const auto& record : made.records) {
    const auto& package = record.repodata.package;
    const auto found = paths.find(package.dist_name());
    if (found != paths.end()) {
      overridden.push_back({package.name,
                            package.version.to_string(),
                            package.build,
                            version_by_pip(package.name, packages),
                            std::move(found->second)});
    }
  }
  return overridden;
}

} // namespace

std::string OverriddenPackage::to_string() const {
  const auto files = fmt::format("{} {}", paths.size(), paths.size() == 1 ? "file" : "files");
  if (!pip_version.empty() && pip_version != version) {
    return fmt::format(
        "pip replaced conda's `{} {}` by {} ({})", name, version, pip_version, files);
  }
  return fmt::format(
      "pip changed {} of conda's `{} {}`, `{}` among them", files, name, version, paths.front());
}

PipInstallation install_pip_packages(const PrefixData& made,
                                     const std::vector<ManifestSpec>& lines,
                                     const Config& config,
                                     const std::map<std::string, std::string>& environment,
                                     const InstallPipTools& tools) {
  const auto python = find_installed_python(made);
  if (!python) {
    throw Error(ErrorKind::refused, "the `pip:` section needs a Python, and the prefix has none");
  }
  const TemporaryDirectory scratch(tools.files, fs::temp_directory_path(), "etalon-pip");
  auto prepared = prepare_command(made.prefix,
                                  {(made.prefix / python->executable).string()},
                                  config,
                                  isolated_from_user(environment),
                                  tools.token);
  PipRequest request;
  request.lines = pip_lines(lines);
  request.python = prepared.command.arguments.front();
  request.pip_version = installed_pip_version(made);
  request.environment = std::move(prepared.command.environment);

  const auto report = [&tools](ProgressEvent::State state, const std::string& line) {
    if (tools.progress) {
      tools.progress({ProgressEvent::Stage::pip, state, line, 0, 0});
    }
  };
  report(ProgressEvent::State::started, "");
  const auto downloads =
      execute_pip(tools.files,
                  plan_pip(request, scratch.path()),
                  {[&](const std::string& line) { report(ProgressEvent::State::advanced, line); },
                   tools.token});
  report(ProgressEvent::State::finished, "");

  PipInstallation done;
  done.warnings = std::move(prepared.warnings);
  done.packages = installed_pip_packages(made);
  const auto record = PipRecord::make(absolute_pip_lines(request.lines), done.packages, downloads);
  tools.files.write_file(made.prefix / k_pip_record_file, record.to_json());
  done.overridden = find_overridden(made, done.packages, tools.token);
  return done;
}

} // namespace etalon
