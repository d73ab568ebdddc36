#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace etalon {

// The value of a bracket key, without its quotes.
struct BracketValue {
  std::string text;
  std::size_t offset; // of the value in the spec
};

struct Brackets {
  std::map<std::string, BracketValue> values; // `build_string` under `build`
  bool optional = false;                      // the bare word
  std::size_t end = 0;                        // behind the ']'
};

// Reads "[key=value,...]" of `spec`, whose '[' is at `start`. Throws SyntaxFault of kind "spec".
Brackets parse_brackets(std::string_view spec, std::size_t start);

// Where a regular expression `^...$` that starts at `start` ends, behind its '$'; `start` where
// there is none. What stands inside is no syntax of a spec.
std::size_t end_of_regex(std::string_view spec, std::size_t start);

} // namespace etalon
