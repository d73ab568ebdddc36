#pragma once

#include <etalon/pip/installed_packages.hpp>
#include <etalon/pip/pip_report.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

struct RecordedPipPackage {
  PipPackage package;
  std::string requirement; // see InstalledPipPackage
  std::string url;         // what pip fetched; empty where it did not say
  std::string sha256;      // of that archive; empty where there is none
};

// conda-meta/etalon-pip (docs/reference/pip.md): what pip was asked for and what came of it. Not
// named .json: conda, mamba and pixi take every conda-meta/*.json for a package.
struct PipRecord {
  std::vector<std::string> requested; // the `pip:` section, paths absolute, without credentials
  std::vector<RecordedPipPackage> packages; // sorted by name

  static PipRecord make(const std::vector<std::string>& requested,
                        const std::vector<InstalledPipPackage>& installed,
                        const std::vector<PipDownload>& downloads);
  // Throws Error{corrupt} naming the key; also for another version.
  static PipRecord parse(std::string_view json);
  // Empty where the prefix has none.
  static PipRecord load(const std::filesystem::path& prefix);
  [[nodiscard]] std::string to_json() const;
};

inline constexpr const char* k_pip_record_file = "conda-meta/etalon-pip";

} // namespace etalon
