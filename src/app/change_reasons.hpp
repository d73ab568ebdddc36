#pragma once

#include <etalon/app/plan_changes.hpp>

#include <map>
#include <string>
#include <vector>

namespace etalon {

using RecordsByName = std::map<std::string, RepoDataRecord>;

// The differences between two states of an environment, each with its reason. `pins` are specs;
// `wanted` are those that the request names packages by.
std::vector<PackageChange> find_changes(const RecordsByName& before,
                                        const RecordsByName& after,
                                        const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& pins);

// Lower case, without the rest of the spec.
std::string name_of_spec(const std::string& spec);

} // namespace etalon
