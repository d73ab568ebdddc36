#pragma once

#include <string_view>

namespace etalon {

// Whether `path` can be a member's path on any system of the ecosystem: not empty, UTF-8 (RFC
// 3629) without control characters. Says nothing about where it leads.
bool is_portable_path(std::string_view path);

} // namespace etalon
