#pragma once

#include <string>
#include <string_view>

namespace etalon {

// The text of a file as people have it, as UTF-8 without byte order mark and with LF line ends:
// UTF-16 and UTF-32 (with a byte order mark, or told by the NULs of the first character as YAML 1.2
// section 5.2 does), CRLF and lone CR. Bytes that are no UTF-8 stay as they are: the reader knows
// the line. Throws Error{usage} where UTF-16 or UTF-32 is broken.
std::string decode_text(std::string_view bytes);

} // namespace etalon
