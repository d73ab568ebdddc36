#pragma once

#include <string_view>

namespace etalon {

// "0.1.0"
std::string_view tool_version();

} // namespace etalon
