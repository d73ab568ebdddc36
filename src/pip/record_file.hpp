#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A line of a RECORD (PEP 376, PEP 627): CSV of path, ALGORITHM=DIGEST, size.
struct RecordedPath {
  std::string path;      // relative to site-packages, or absolute
  std::string hash;      // "sha256=" and base64url without padding; empty for what may change
  std::string size = {}; // in bytes, as written; may be empty
};

// Lines without a path are left out.
std::vector<RecordedPath> parse_record_file(std::string_view csv);

// What a package's RECORD says of its files, fit to be compared between prefixes. Left out is what
// differs without a difference in the package: byte code and RECORD itself (they have no hash), and
// the installer's notes in `metadata_directory`. Scripts in PREFIX/bin hold the prefix in their
// first line: only their paths count. 64 hexadecimal digits.
std::string record_hash(std::vector<RecordedPath> lines,
                        std::string_view site_packages,
                        std::string_view metadata_directory);

} // namespace etalon
