#pragma once

#include "terminal.hpp"

#include <etalon/app/compare_environments.hpp>
#include <etalon/util/error.hpp>

#include <string>

namespace etalon {

// Both sides, what differs layer by layer, and a line for each layer.
std::string render_difference(const EnvironmentSnapshot& a,
                              const EnvironmentSnapshot& b,
                              const EnvironmentDifference& difference,
                              const Terminal& terminal);

std::string render_difference_json(const EnvironmentSnapshot& a,
                                   const EnvironmentSnapshot& b,
                                   const EnvironmentDifference& difference);

// That `snapshot` asks for packages but does not say which.
Error describe_unpinned(const EnvironmentSnapshot& snapshot);

} // namespace etalon
