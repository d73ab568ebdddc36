#pragma once

#include <etalon/model/environment_manifest.hpp>
#include <etalon/model/platform.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

struct CheckedManifest {
  std::string file; // as it was named
  std::vector<ManifestProblem> problems;

  // Whether an environment can be made of it, with or without warnings.
  [[nodiscard]] bool is_fine() const;
};

// All that `create` would refuse or warn about in a manifest, a list of specs or an @EXPLICIT list.
// Throws Error{not_found, io} where the file cannot be read.
CheckedManifest check_manifest(const std::filesystem::path& file, const Platform& platform);

} // namespace etalon
