#pragma once

#include <etalon/model/name_search.hpp>
#include <etalon/model/package_layer.hpp>
#include <etalon/prefix/prefix_data.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

enum class PackageManager { conda, pypi };

// A package of an environment, whoever installed it.
struct InstalledPackage {
  PackageManager manager = PackageManager::conda;
  std::string name;
  std::string version;
  std::string build; // "pypi_0" for pip's, as conda shows them
  std::uint64_t build_number = 0;
  std::string subdir;  // "pypi" for pip's
  std::string channel; // "pypi" for pip's; else fit to be shown
  std::string channel_url;
  std::string url; // without credentials; empty where unknown
  std::string md5;
  std::string sha256;
  std::string license;
  std::uint64_t archive_bytes = 0; // 0 where unknown
  std::uint64_t bytes = 0;         // on disk, by the record
  std::size_t files = 0;
  std::vector<std::string> requested_by; // specs of the user
  PackageLayer layer = PackageLayer::other;

  // "name-version-build"
  [[nodiscard]] std::string dist_name() const;
  // "conda-forge/linux-64::name-version-build", what `conda list --canonical` prints.
  [[nodiscard]] std::string canonical_name() const;
};

// What conda and pip installed, sorted by name; those that `wanted` matches, all without it.
std::vector<InstalledPackage> list_packages(const PrefixData& data,
                                            const std::optional<NameSearch>& wanted);

} // namespace etalon
