#pragma once

#include "report.hpp"

#include <filesystem>

namespace etalon::conformance {

// Resolves every scenario of `folder` and compares the answer with the expected one. Returns how
// many there are.
int run_scenarios(const std::filesystem::path& folder, Report& report);

} // namespace etalon::conformance
