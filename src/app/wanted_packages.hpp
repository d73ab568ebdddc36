#pragma once

#include <etalon/app/environment_request.hpp>
#include <etalon/model/solution.hpp>

#include <string>
#include <vector>

namespace etalon {

// What of an answer is to be installed. Without dependencies: the requested packages. Dependencies
// only: all but the requested packages that no other one needs; what those need counts as
// requested, by their specs on it (so does conda).
Solution keep_wanted(Solution solution, WantedPackages wanted);

// The specs that an environment's history records as asked for, without logins and tokens.
std::vector<std::string> recorded_specs(const EnvironmentRequest& request,
                                        const std::vector<SolvedPackage>& packages);

} // namespace etalon
