#pragma once

#include "manifest_problems.hpp"

#include <string>
#include <string_view>

namespace etalon {

// Tells what the YAML library could not read in the words of what people do wrong in manifests:
// `pip:` without its dash, items of a list in several columns, templates. `place` and `fault` are
// the library's.
void report_syntax_fault(std::string_view text,
                         ManifestPlace place,
                         const std::string& fault,
                         ProblemList& problems);

} // namespace etalon
