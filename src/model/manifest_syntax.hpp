#pragma once

#include "manifest_problems.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The keys of a manifest (CEP 24).
const std::vector<std::string>& manifest_keys();

// Whether `text`, a line or its end, has a `:` that YAML takes for a key's: before a blank or last.
bool has_colon(std::string_view text);

// Tells that `text`, which stands where a key must, is not followed by a `:`. PyYAML, and so conda,
// refuses such a line wherever it stands; yaml-cpp takes it for a key as the last line of a map.
void report_missing_colon(std::string_view text, ManifestPlace place, ProblemList& problems);

// Tells what the YAML library could not read in the words of what people do wrong in manifests:
// `pip:` without its dash, items of a list in several columns, a key without `:`, templates.
// `place` and `fault` are the library's.
void report_syntax_fault(std::string_view text,
                         ManifestPlace place,
                         const std::string& fault,
                         ProblemList& problems);

} // namespace etalon
