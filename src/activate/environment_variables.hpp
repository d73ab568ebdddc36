#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace etalon {

// The variables that an environment sets, from etc/conda/env_vars.d/*.json and conda-meta/state.
struct EnvironmentVariables {
  std::map<std::string, std::string> set;
  std::set<std::string> unset;       // "***unset***"
  std::vector<std::string> warnings; // names that are reserved or no variable could have
};

// Throws Error{corrupt} naming a file that is no JSON object of strings.
EnvironmentVariables load_environment_variables(const std::filesystem::path& prefix);

} // namespace etalon
