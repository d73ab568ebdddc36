#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace etalon {

// The length in bytes of the longest well-formed start of `text`.
std::size_t utf8_prefix_length(std::string_view text);

// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `code` is a scalar value up to 0x10FFFF.
void append_utf8(std::string& text, unsigned code);

} // namespace etalon
