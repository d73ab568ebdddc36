#pragma once

#include <etalon/app/environment_request.hpp>
#include <etalon/config/config.hpp>
#include <etalon/pip/installed_packages.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

// A conda package whose files pip replaced, removed or wrote over.
struct OverriddenPackage {
  std::string name;
  std::string version;
  std::string build;
  std::string pip_version;        // of the package of that name that pip put there; may be empty
  std::vector<std::string> paths; // missing or changed, relative to the prefix, sorted

  // "pip replaced conda's `numpy 1.24.2` by 2.0.0 (831 files)".
  [[nodiscard]] std::string to_string() const;
};

struct PipInstallation {
  std::vector<InstalledPipPackage> packages;
  std::vector<OverriddenPackage> overridden;
  std::vector<std::string> warnings; // of the activation
};

struct InstallPipTools {
  FileSystem& files;
  ProgressListener progress;
  CancellationToken token;
};

// Has the pip of the prefix install `lines` in the activated environment, isolated from the user's
// site and settings; writes conda-meta/etalon-pip; then compares every conda package's files with
// its record. `environment` is the caller's. Throws Error{io} where pip fails.
PipInstallation install_pip_packages(const PrefixData& made,
                                     const std::vector<ManifestSpec>& lines,
                                     const Config& config,
                                     const std::map<std::string, std::string>& environment,
                                     const InstallPipTools& tools);

} // namespace etalon
