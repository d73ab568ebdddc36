#pragma once

#include "manifest_problems.hpp"

#include <string>
#include <string_view>

namespace etalon {

// Finds what is cheaper to see, and easier to explain, in the text than in its YAML: too large, not
// UTF-8, control characters, tabs for indentation, brackets without end, marks of a merge conflict.
// Of a conflict the first side stays, so that the rest can be read; returns whether it can.
enum class TextVerdict { readable, unreadable };
TextVerdict check_manifest_text(std::string& text, ProblemList& problems);

// `text` as a YAML scalar of one line, quoted where YAML 1.1 or 1.2 would not read it as this text.
std::string to_yaml_scalar(std::string_view text);

} // namespace etalon
