#pragma once

#include <etalon/util/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A place in a manifest; 1-based.
struct ManifestPlace {
  int line = 1;
  int column = 1;
};

// An Error{usage} "FILE:LINE:COLUMN: PROBLEM".
Error manifest_error(std::string_view file_name, ManifestPlace place, std::string_view problem);

// Refuses what is cheaper to see, and easier to explain, in the text than in its YAML: too large,
// not UTF-8 (UTF-16 and UTF-32 with a byte order mark are left to the YAML library), control
// characters, marks of a merge conflict, tabs for indentation.
void check_manifest_text(std::string_view yaml, std::string_view file_name);

// One sentence per selector comment (`- vs2019  # [win]`, `# sel(win)`), which YAML does not see.
std::vector<std::string> selector_warnings(std::string_view yaml);

// `text` as a YAML scalar of one line, quoted where YAML 1.1 or 1.2 would not read it as this text.
std::string to_yaml_scalar(std::string_view text);

} // namespace etalon
