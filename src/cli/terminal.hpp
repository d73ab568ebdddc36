#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace etalon {

enum class ColorUse { plain, color };
enum class ColorWish { automatic, always, never };
enum class CharacterSet { ascii, utf8 };

// What a stream can show.
struct Terminal {
  bool interactive = false; // a person reads it now
  ColorUse color = ColorUse::plain;
  CharacterSet characters = CharacterSet::ascii;
  std::size_t width = 100; // columns

  // How wide a table may be: what a program or a file gets is never cut.
  [[nodiscard]] std::size_t table_width() const;
};

// `descriptor` is 1 or 2. Colour follows `wish`, then NO_COLOR (https://no-color.org), then
// TERM=dumb and whether the stream is a terminal; the width follows the terminal, else COLUMNS,
// else 100; the characters follow LC_ALL, LC_CTYPE and LANG, the first that is set.
Terminal detect_terminal(int descriptor,
                         ColorWish wish,
                         const std::map<std::string, std::string>& environment);

enum class Style { error, warning, hint, good, strong, faint };

// `text` in the style's colour, or as it is where the stream shows none.
std::string styled(const std::string& text, Style style, ColorUse use);

} // namespace etalon
