#pragma once

#include <string>
#include <vector>

namespace etalon_runner {

// The files that this process executes code from (/proc/self/maps, proc(5)), distinct and sorted.
std::vector<std::string> mapped_objects();

} // namespace etalon_runner
