#pragma once

#include "report.hpp"

#include <filesystem>

namespace etalon::conformance {

// Runs the tables of `folder`: version_order.tsv, version_parse.tsv, version_spec.tsv,
// version_spec_invalid.tsv, match_spec.tsv, match_spec_invalid.tsv and manifest_specs.tsv, those of
// them that are there. Returns how many there are.
int run_vector_tables(const std::filesystem::path& folder, Report& report);

} // namespace etalon::conformance
