#pragma once

#include <etalon/pip/installed_packages.hpp>
#include <etalon/util/cancellation.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

enum class PipVerifyDepth {
  sizes,  // existence and size
  hashes, // the sha256 of every file
};

struct PipFileFinding {
  enum class Kind { missing, changed };

  Kind kind = Kind::missing;
  std::string path;    // relative to the prefix
  std::string package; // "name-version-pypi_0", as conda writes it
  std::string detail;  // "12 bytes instead of 10"; may be empty
};

struct PipVerification {
  std::vector<PipFileFinding> findings; // in order of packages and their RECORDs
  std::vector<std::string> owned;       // what the packages brought, relative to the prefix; sorted
  std::size_t files_checked = 0;
  std::size_t files_hashed = 0;
};

// Compares the files of `packages` with their RECORDs and changes nothing. Lines without a hash
// (byte code) and packages without a RECORD own files but are not compared. Throws Error{io},
// Error{cancelled}.
PipVerification verify_pip_packages(const std::filesystem::path& prefix,
                                    const std::vector<InstalledPipPackage>& packages,
                                    PipVerifyDepth depth,
                                    const CancellationToken& token);

} // namespace etalon
