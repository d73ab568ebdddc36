#pragma once

#include <etalon/config/config.hpp>
#include <etalon/model/virtual_package.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/cancellation.hpp>

#include <string>
#include <vector>

namespace etalon {

enum class ExportFormat {
  environment_yaml, // a manifest
  explicit_list,    // @EXPLICIT, url#sha256
  conda_lock,       // conda-lock.yml
  pixi,             // pixi.lock
  json,             // every package with its whole record
};

// What a manifest says of each package.
enum class ExportedSpecs {
  with_builds,  // name=version=build
  versions,     // name=version
  from_history, // what was asked for, as it was written
};

struct ExportOptions {
  ExportFormat format = ExportFormat::environment_yaml;
  ExportedSpecs specs = ExportedSpecs::with_builds; // of a manifest only
  std::string name;                                 // of the environment; empty for none
  std::vector<VirtualPackage> virtual_packages;     // of this machine, for the lock formats
};

// A snapshot that recreates the environment: stable to the byte for equal environments, without
// prefix, tokens or passwords. Throws Error{refused} for a package without URL, in formats that
// want one.
std::string
export_environment(const PrefixData& data, const ExportOptions& options, const Config& config);

// What keeps the export from being made again on another machine as it is here, a sentence each:
// channels of this machine, packages of pip without an index, what the machine must offer, files
// that were changed after they were installed.
std::vector<std::string> portability_remarks(const PrefixData& data,
                                             const ExportOptions& options,
                                             const CancellationToken& token);

} // namespace etalon
