#pragma once

#include "manifest_problems.hpp"

#include <etalon/model/environment_manifest.hpp>

#include <string>
#include <string_view>

namespace etalon {

// Where a manifest's YAML comes from, what it is read for, and where its contents and problems go.
struct ManifestReading {
  std::string_view file_name;
  const ManifestContext& context;
  ManifestPlace comment_selector; // the first `# [...]` of the text
  EnvironmentManifest& manifest;
  ProblemList& problems;
};

// Reads the YAML document `text`, UTF-8 with LF line ends.
void read_manifest_yaml(const std::string& text, const ManifestReading& reading);

// Adds a spec as written, if it is one.
void read_dependency(std::string_view text, ManifestPlace place, const ManifestReading& reading);

} // namespace etalon
