#pragma once

#include <etalon/prefix/prefix_data.hpp>

#include <string>

namespace etalon {

enum class ExportFormat {
  environment_yaml,           // name=version=build
  environment_yaml_no_builds, // name=version
  explicit_list,              // @EXPLICIT, url#sha256
  json,                       // the manifest's content and every package with its hashes
};

// A snapshot that recreates the environment: stable to the byte for equal environments, without
// prefix, tokens or passwords. `name` is the environment's own, empty for none. Throws
// Error{refused} for an explicit list of a package that has no URL.
std::string
export_environment(const PrefixData& data, const std::string& name, ExportFormat format);

} // namespace etalon
