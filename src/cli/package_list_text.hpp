#pragma once

#include "terminal.hpp"

#include <etalon/app/environment_revisions.hpp>
#include <etalon/app/list_packages.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

enum class SizeColumn { hidden, shown };
enum class HashKind { none, md5, sha256 };

// conda's table, with its two lines in front.
std::string render_package_list(const std::filesystem::path& prefix,
                                const std::vector<InstalledPackage>& packages,
                                SizeColumn size,
                                const Terminal& terminal);

// CHANNEL/SUBDIR::NAME-VERSION-BUILD, one a line.
std::string render_canonical_list(const std::vector<InstalledPackage>& packages);

// NAME=VERSION=BUILD, one a line, as `conda create --file` reads them.
std::string render_export_list(const std::vector<InstalledPackage>& packages);

// An @EXPLICIT list; packages without URL are comments, as conda writes them.
std::string render_explicit_list(const std::vector<InstalledPackage>& packages, HashKind hash);

std::string render_package_list_json(const std::filesystem::path& prefix,
                                     const std::vector<InstalledPackage>& packages);

// As `conda list --revisions`.
std::string render_revisions(const std::vector<EnvironmentRevision>& revisions);
std::string render_revisions_json(const std::filesystem::path& prefix,
                                  const std::vector<EnvironmentRevision>& revisions);

} // namespace etalon
