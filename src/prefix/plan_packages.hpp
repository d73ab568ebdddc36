#pragma once

#include "plan_package.hpp"

#include <etalon/prefix/transaction.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// What plans of all kinds begin with. All throw Error as plan_transaction().

void refuse_duplicates(const std::vector<PackageToLink>& wanted);
void refuse_reserved_variables(const std::map<std::string, std::string>& variables);

// Of the python among `wanted`; nullopt where there is none.
std::optional<PythonFacts> find_python(const std::vector<PackageToLink>& wanted);

// In the order of `wanted`, by several threads; refusals are told together.
std::vector<PlannedPackage> plan_packages(std::vector<PackageToLink> wanted,
                                          const PlanFacts& facts);

} // namespace etalon
