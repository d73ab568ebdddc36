#pragma once

#include "records_by_name.hpp"

#include <etalon/app/plan_changes.hpp>

#include <string>
#include <vector>

namespace etalon {

// The differences between two states of an environment, each with its reason. `pins` are specs;
// `wanted` are those that the request names packages by.
std::vector<PackageChange> find_changes(const RecordsByName& before,
                                        const RecordsByName& after,
                                        const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& pins);

} // namespace etalon
