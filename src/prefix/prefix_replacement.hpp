#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace etalon {

// `text` with every `placeholder` replaced by `prefix`, also where the file holds them in UTF-16 or
// UTF-32 of either byte order (conda/core/portability.py).
std::string
replace_in_text(std::string_view text, std::string_view placeholder, std::string_view prefix);

// The same for a compiled file, whose length must not change: a placeholder and everything behind
// it up to the next NUL (of the encoding's width) is one C string; all placeholders in it are
// replaced, and NULs are appended to it as room becomes free. `prefix` must not be longer than
// `placeholder`. The result goes to `sink` piece by piece, in order, so that large files need no
// memory.
void replace_in_binary(std::string_view bytes,
                       std::string_view placeholder,
                       std::string_view prefix,
                       const std::function<void(std::string_view)>& sink);

} // namespace etalon
