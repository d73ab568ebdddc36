#pragma once

#include "report.hpp"

#include <filesystem>

namespace etalon::conformance {

// Reads every manifest of `folder` and compares it with what conda read, expected/NAME.conda.json.
// Returns how many there are.
int run_manifests(const std::filesystem::path& folder, Report& report);

} // namespace etalon::conformance
