#include "utf8.hpp"

#include <etalon/model/text_encoding.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <array>

namespace etalon {

namespace {

enum class ByteOrder { little, big };

struct Encoding {
  std::size_t width = 1; // of a unit, in bytes
  ByteOrder order = ByteOrder::little;
  std::size_t mark = 0; // length of the byte order mark
};

// The longer marks first: that of UTF-32 LE starts with that of UTF-16 LE.
Encoding detect_encoding(std::string_view bytes) {
  struct Mark {
    std::string_view bytes;
    Encoding encoding;
  };

  static const std::array<Mark, 5> marks = {{
      {std::string_view("\xFF\xFE\0\0", 4), {4, ByteOrder::little, 4}},
      {std::string_view("\0\0\xFE\xFF", 4), {4, ByteOrder::big, 4}},
      {"\xEF\xBB\xBF", {1, ByteOrder::little, 3}},
      {"\xFF\xFE", {2, ByteOrder::little, 2}},
      {"\xFE\xFF", {2, ByteOrder::big, 2}},
  }};
  for (const Mark& mark : marks) {
    if (bytes.starts_with(mark.bytes)) {
      return mark.encoding;
    }
  }
  // Such a file begins with a character of ASCII, and no text holds a NUL.
  const auto is_nul = [&](std::size_t i) { return bytes[i] == '\0'; };
  if (bytes.size() >= 4 && !is_nul(0) && is_nul(1)) {
    return {is_nul(2) && is_nul(3) ? 4U : 2U, ByteOrder::little, 0};
  }
  if (bytes.size() >= 4 && is_nul(0) && (!is_nul(1) || (is_nul(2) && !is_nul(3)))) {
    return {is_nul(1) ? 4U : 2U, ByteOrder::big, 0};
  }
  return {};
}

// The units of a text of UTF-16 or UTF-32.
class WideReader {
public:
  WideReader(std::string_view bytes, const Encoding& encoding)
      : m_bytes(bytes), m_encoding(encoding) {}

  // The next scalar value; sets broken() where there is none.
  unsigned next() {
    const unsigned first = unit();
    if (m_encoding.width == 4 || first < 0xD800 || first > 0xDFFF) {
      m_broken = m_broken || first > 0x10FFFF || (first >= 0xD800 && first <= 0xDFFF);
      return first;
    }
    const unsigned second = first < 0xDC00 ? unit() : 0;
    m_broken = m_broken || second < 0xDC00 || second > 0xDFFF;
    return 0x10000 + ((first & 0x3FFU) << 10U) + (second & 0x3FFU);
  }

  [[nodiscard]] bool at_end() const { return m_bytes.empty(); }

  [[nodiscard]] bool broken() const { return m_broken; }

private:
  unsigned unit() {
    if (m_bytes.size() < m_encoding.width) {
      m_bytes = {};
      m_broken = true;
      return 0;
    }
    unsigned value = 0;
    for (std::size_t i = 0; i < m_encoding.width; ++i) {
      const std::size_t at = m_encoding.order == ByteOrder::big ? i : m_encoding.width - 1 - i;
      value = (value << 8U) | static_cast<unsigned char>(m_bytes[at]);
    }
    m_bytes.remove_prefix(m_encoding.width);
    return value;
  }

  std::string_view m_bytes;
  Encoding m_encoding;
  bool m_broken = false;
};

std::string decode_wide(std::string_view bytes, const Encoding& encoding) {
  WideReader reader(bytes, encoding);
  std::string text;
  text.reserve(bytes.size() / encoding.width);
  std::size_t line = 1;
  while (!reader.at_end()) {
    const unsigned character = reader.next();
    if (reader.broken()) {
      throw Error(ErrorKind::usage,
                  fmt::format("the text is broken UTF-{} in line {}", encoding.width * 8, line),
                  {"save the file in the encoding UTF-8"});
    }
    line += character == '\n' ? 1 : 0;
    append_utf8(text, character);
  }
  return text;
}

std::string with_line_feeds(std::string text) {
  std::size_t length = text.find('\r');
  if (length == std::string::npos) {
    return text;
  }
  for (std::size_t at = length; at < text.size(); ++at) {
    const bool is_return = text[at] == '\r';
    if (is_return && at + 1 < text.size() && text[at + 1] == '\n') {
      continue; // the line feed that follows stands for both
    }
    text[length++] = is_return ? '\n' : text[at];
  }
  text.resize(length);
  return text;
}

} // namespace

std::string decode_text(std::string_view bytes) {
  const Encoding encoding = detect_encoding(bytes);
  bytes.remove_prefix(encoding.mark);
  return with_line_feeds(encoding.width == 1 ? std::string(bytes) : decode_wide(bytes, encoding));
}

} // namespace etalon
