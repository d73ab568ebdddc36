#pragma once

#include "version_spec_node.hpp"

#include <cstddef>
#include <string_view>

namespace etalon {

// Reads the one clause in [start, end) of `text`, which is no regular expression: an operator or
// none, and a version that may have stars. Throws SyntaxFault of kind "version spec".
VersionSpec::Node parse_version_clause(std::string_view text, std::size_t start, std::size_t end);

} // namespace etalon
