#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// The passwords of URLs in `text`, or what stands alone before the `@`: as written, and decoded.
std::vector<std::string> find_secrets(std::string_view text);

// `line` fit to be shown: URLs without logins, and none of `secrets` anywhere.
std::string without_secrets(std::string_view line, const std::vector<std::string>& secrets);

} // namespace etalon
