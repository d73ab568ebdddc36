#pragma once

#include <string>
#include <string_view>

namespace etalon {

// The first line of a script for the interpreter at `executable`: "#!EXECUTABLE\n", or, where that
// is longer than 127 bytes or holds a blank and the kernel could not read it, two lines that sh and
// Python both understand.
std::string python_shebang(std::string_view executable);

// `text` with a first line that the kernel can read: longer ones, and ones whose interpreter lies
// below `prefix` where that holds blanks, become as python_shebang() for Python and
// "#!/usr/bin/env NAME" for the rest. `prefix` stands in the text already.
std::string with_usable_shebang(std::string text, std::string_view prefix);

} // namespace etalon
