#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// One line of an `@EXPLICIT` list (CEP 23): a package URL and its hash.
struct ExplicitEntry {
  std::string url;
  std::string md5; // one of the two or none
  std::string sha256;
};

struct ExplicitSpec {
  std::string platform; // of the "# platform:" comment; empty where absent
  std::vector<ExplicitEntry> entries;

  static bool looks_like(std::string_view text); // has an @EXPLICIT line
  // Throws Error{usage} "FILE:LINE: ...".
  static ExplicitSpec parse(std::string_view text, std::string_view file_name);
  [[nodiscard]] std::string to_string() const;
};

// What a package's file name says: "name-version-build.conda". Throws Error{usage}.
struct DistFileName {
  std::string name, version, build, extension; // ".conda" or ".tar.bz2"
  static DistFileName parse(std::string_view file_name);
};

} // namespace etalon
