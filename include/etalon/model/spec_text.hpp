#pragma once

#include <string>
#include <string_view>

namespace etalon {

// The spec as it was written, fit to be shown and kept in files: one with a URL that holds a login
// or a token comes in its canonical form, which has neither and parses back.
std::string without_credentials_in_spec(std::string_view written);

} // namespace etalon
