#pragma once

#include <etalon/model/package_record.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// How a directory tree becomes a package: keys of the recipe format v1 (CEP 13, CEP 14) where they
// exist.
struct Recipe {
  struct About {
    std::string homepage, license, license_family, summary, description;
  };

  std::string name;
  Version version;
  std::string build; // `build.string`, default the build number
  std::uint64_t build_number = 0;
  NoArch noarch = NoArch::none;
  std::string subdir; // "noarch" where noarch, else "linux-64", unless written
  std::vector<std::string> track_features;
  std::uint64_t timestamp = 0;           // milliseconds, 0 where absent
  std::vector<std::string> entry_points; // "command = module:function", noarch python only
  std::string python_site_packages_path; // CEP 17, of the package `python` only
  std::string placeholder;               // text that stands for the prefix; empty: the tree's path
  std::vector<std::string> depends;      // MatchSpecs as written
  std::vector<std::string> constrains;
  About about;

  // Throws Error{usage} "FILE:LINE:COLUMN: ..." for unknown keys, values of a wrong kind, names,
  // versions and specs that do not parse; what to write is the hint.
  static Recipe parse(std::string_view yaml, std::string_view file_name);

  // An index.json without hashes.
  [[nodiscard]] PackageRecord to_record() const;
};

} // namespace etalon
