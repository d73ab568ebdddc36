#pragma once

#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/cancellation.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace etalon {

enum class VerifyDepth {
  quick, // existence, type, size, modification time; a file whose time alone differs is hashed
  full,  // the sha256 of every file
};

enum class FindingKind {
  missing,
  changed,    // other bytes, or a symbolic link to elsewhere
  wrong_type, // a directory where a file should be, and so on
  extra,      // owned by no package
};

struct PathFinding {
  FindingKind kind = FindingKind::missing;
  std::string path;    // relative to the prefix
  std::string package; // dist name of the owner; for extra files empty
  std::string detail;  // "1204 bytes instead of 1200"; may be empty
};

struct VerifyReport {
  std::vector<PathFinding> findings; // sorted by path
  std::size_t files_checked = 0;
  std::size_t files_hashed = 0;

  // Nothing that a package brought is missing or other than it was; extra files do not count.
  [[nodiscard]] bool is_intact() const;
};

// Compares the prefix with its records and changes nothing.
//
// conda-meta/etalon-files, written by the create, says what each path was like right after linking:
// size and modification time in nanoseconds, or the target of a symbolic link (hard links have the
// times of the package cache, replaced files those of their writing). Where it is absent
// (environments made by others) the package's own sizes and hashes serve, except for files that
// linking changed without recording a hash. Python's own doings are no finding: absent
// byte-compiled files, new ones beside a source, and timestamp-checked ones of packages that Python
// wrote anew.
VerifyReport
verify_prefix(const PrefixData& data, VerifyDepth depth, const CancellationToken& token);

} // namespace etalon
