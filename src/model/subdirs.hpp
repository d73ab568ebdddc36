#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The platforms of the ecosystem and "noarch", sorted.
const std::vector<std::string>& known_subdirs();
bool is_known_subdir(std::string_view text);

} // namespace etalon
