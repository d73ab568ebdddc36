#pragma once

#include <string>
#include <string_view>

namespace etalon {

// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `code` is a scalar value up to 0x10FFFF.
void append_utf8(std::string& text, unsigned code);

} // namespace etalon
