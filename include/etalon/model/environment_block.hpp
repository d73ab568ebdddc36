#pragma once

#include <map>
#include <string>

namespace etalon {

// The variables of a process to be started: name -> value.
using EnvironmentBlock = std::map<std::string, std::string>;

} // namespace etalon
