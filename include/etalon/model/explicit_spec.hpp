#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// One line of an `@EXPLICIT` list (CEP 23): a package and its hash.
struct ExplicitEntry {
  std::string url;    // or a path, relative to the working directory, as written
  std::string md5;    // hexadecimal, empty where not given
  std::string sha256; // likewise
};

struct ExplicitSpec {
  std::string platform; // of the "# platform:" comment; empty where absent
  std::vector<ExplicitEntry> entries;

  static bool looks_like(std::string_view text); // has an @EXPLICIT line
  // Lines `URL`, `URL#MD5`, `URL#SHA256` and `URL#sha256:SHA256`. Throws Error{usage}
  // "FILE:LINE: ..." where a line is none of them.
  static ExplicitSpec parse(std::string_view text, std::string_view file_name);

  // With a leading `~` and each `$NAME` and `${NAME}` replaced as CEP 23 asks; names that
  // `environment` does not have stay.
  [[nodiscard]] ExplicitSpec expanded(const std::map<std::string, std::string>& environment) const;

  // In the given order, with sha256 where there is one; URLs without their credentials.
  [[nodiscard]] std::string to_string() const;
};

// What a package's file name says: "name-version-build.conda". Throws Error{usage}.
struct DistFileName {
  std::string name, version, build, extension; // ".conda" or ".tar.bz2"

  static DistFileName parse(std::string_view file_name);
};

} // namespace etalon
