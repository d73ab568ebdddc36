#include "json_reader.hpp"

#include "utf8.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <system_error>
#include <utility>

namespace etalon {

namespace {

constexpr int k_depth_limit = 200; // each level of skip() is a frame on the stack

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

} // namespace

JsonReader::JsonReader(std::string_view text) : m_text(text) {
  if (m_text.substr(0, 3) == "\xEF\xBB\xBF") {
    m_at = 3;
  }
}

std::string JsonReader::place() const {
  std::size_t line = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < m_at && i < m_text.size(); ++i) {
    if (m_text[i] == '\n') {
      ++line;
      line_start = i + 1;
    }
  }
  return fmt::format("line {}, column {}", line, m_at - line_start + 1);
}

void JsonReader::fail(std::string_view problem) const {
  throw Error(ErrorKind::corrupt, fmt::format("invalid JSON: {} ({})", problem, place()));
}

void JsonReader::fail_at_key(std::string_view problem) const {
  if (m_key.empty()) {
    throw Error(ErrorKind::corrupt, fmt::format("the document {} ({})", problem, place()));
  }
  throw Error(ErrorKind::corrupt, fmt::format("`{}` {} ({})", m_key, problem, place()));
}

void JsonReader::skip_white_space() {
  while (m_at < m_text.size()) {
    const char c = m_text[m_at];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
      return;
    }
    ++m_at;
  }
}

JsonReader::Type JsonReader::peek() {
  skip_white_space();
  if (m_at == m_text.size()) {
    fail("the text ends where a value is due");
  }
  switch (m_text[m_at]) {
  case '{':
    return Type::object;
  case '[':
    return Type::array;
  case '"':
    return Type::string;
  case 't':
  case 'f':
    return Type::boolean;
  case 'n':
    return Type::null;
  default:
    if (m_text[m_at] == '-' || is_digit(m_text[m_at])) {
      return Type::number;
    }
    fail("no value starts like this");
  }
}

void JsonReader::enter(char open, std::string_view what) {
  skip_white_space();
  if (m_at == m_text.size() || m_text[m_at] != open) {
    peek();
    fail_at_key(fmt::format("is not {}", what));
  }
  ++m_at;
  if (++m_depth > k_depth_limit) {
    fail(fmt::format("nested more than {} levels deep", k_depth_limit));
  }
}

bool JsonReader::next_in(char close, bool first) {
  skip_white_space();
  if (m_at == m_text.size()) {
    fail(fmt::format("the text ends before `{}`", close));
  }
  if (m_text[m_at] == close) {
    ++m_at;
    return false;
  }
  if (!first) {
    if (m_text[m_at] != ',') {
      fail(fmt::format("`,` or `{}` is due", close));
    }
    ++m_at;
    skip_white_space();
  }
  return true;
}

std::string_view JsonReader::read_key() {
  if (m_at == m_text.size() || m_text[m_at] != '"') {
    fail("a key in double quotes is due");
  }
  m_key = read_text(m_key_storage);
  skip_white_space();
  if (m_at == m_text.size() || m_text[m_at] != ':') {
    fail("`:` is due");
  }
  ++m_at;
  return m_key;
}

std::string_view JsonReader::read_text(std::string& storage) {
  const std::size_t start = ++m_at;
  bool ascii = true;
  while (m_at < m_text.size()) {
    const auto c = static_cast<unsigned char>(m_text[m_at]);
    if (c == '"') {
      const std::string_view text = m_text.substr(start, m_at - start);
      if (!ascii && !is_utf8(text)) {
        fail("a string that is not UTF-8");
      }
      ++m_at;
      return text;
    }
    if (c == '\\') {
      unescape_into(storage, start);
      return storage;
    }
    if (c < 0x20) {
      fail("a control character within a string");
    }
    ascii = ascii && c < 0x80;
    ++m_at;
  }
  fail("a string without its end");
}

void JsonReader::unescape_into(std::string& storage, std::size_t from) {
  std::string text(m_text.substr(from, m_at - from));
  while (true) {
    if (m_at >= m_text.size()) {
      fail("a string without its end");
    }
    const char c = m_text[m_at];
    if (c == '"') {
      break;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      fail("a control character within a string");
    }
    ++m_at;
    if (c == '\\') {
      append_escape(text);
    } else {
      text += c;
    }
  }
  if (!is_utf8(text)) {
    fail("a string that is not UTF-8");
  }
  ++m_at;
  storage = std::move(text);
}

void JsonReader::append_escape(std::string& storage) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (m_at >= m_text.size()) {
    fail("a string without its end");
  }
  const char c = m_text[m_at++];
  if (const auto i = letters.find(c); i != std::string_view::npos) {
    storage += meanings[i];
    return;
  }
  if (c != 'u') {
    fail("an unknown escape in a string");
  }
  unsigned code = read_hex4();
  if (code >= 0xD800 && code < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
    m_at += 2;
    const unsigned low = read_hex4();
    if (low < 0xDC00 || low > 0xDFFF) {
      fail("half a surrogate pair in a string");
    }
    code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
  } else if (code >= 0xD800 && code <= 0xDFFF) {
    fail("half a surrogate pair in a string");
  }
  append_utf8(storage, code);
}

unsigned JsonReader::read_hex4() {
  const std::string_view digits = m_text.substr(m_at, 4);
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (digits.size() != 4 || error != std::errc() || end != digits.data() + 4) {
    fail("`\\u` without four hexadecimal digits");
  }
  m_at += 4;
  return code;
}

std::string JsonReader::read_string() {
  if (peek() != Type::string) {
    fail_at_key("is not a string");
  }
  std::string storage;
  const std::string_view text = read_text(storage);
  if (text.data() == storage.data()) {
    return storage;
  }
  return std::string(text);
}

bool JsonReader::take(std::string_view word) {
  if (m_text.substr(m_at, word.size()) != word) {
    return false;
  }
  m_at += word.size();
  return true;
}

bool JsonReader::read_bool() {
  if (peek() != Type::boolean) {
    fail_at_key("is neither true nor false");
  }
  if (take("true")) {
    return true;
  }
  if (take("false")) {
    return false;
  }
  fail("no value starts like this");
}

bool JsonReader::skip_null() {
  if (peek() != Type::null) {
    return false;
  }
  if (!take("null")) {
    fail("no value starts like this");
  }
  return true;
}

std::string_view JsonReader::read_number(std::string_view what) {
  if (peek() != Type::number) {
    fail_at_key(fmt::format("is not {}", what));
  }
  const std::size_t start = m_at;
  const auto digits = [&] {
    const std::size_t first = m_at;
    while (m_at < m_text.size() && is_digit(m_text[m_at])) {
      ++m_at;
    }
    if (m_at == first) {
      fail("a digit is due");
    }
  };
  take("-");
  if (!take("0")) {
    digits();
  }
  if (take(".")) {
    digits();
  }
  if (take("e") || take("E")) {
    if (!take("+")) {
      take("-");
    }
    digits();
  }
  return m_text.substr(start, m_at - start);
}

std::uint64_t JsonReader::read_unsigned() {
  const std::string_view text = read_number("a whole number");
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) {
    return value;
  }
  double fraction = 0;
  std::from_chars(text.data(), text.data() + text.size(), fraction);
  constexpr double exact_limit = 9007199254740992.0; // 2^53
  if (text[0] == '-' || text.find_first_of(".eE") == std::string_view::npos ||
      !(fraction < exact_limit)) {
    fail_at_key("is not a whole number");
  }
  return static_cast<std::uint64_t>(fraction);
}

std::int64_t JsonReader::read_integer() {
  const std::string_view text = read_number("a whole number");
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail_at_key("is not a whole number");
  }
  return value;
}

double JsonReader::read_double() {
  const std::string_view text = read_number("a number");
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail_at_key("is a number out of range");
  }
  return value;
}

std::vector<std::string> JsonReader::read_strings() {
  std::vector<std::string> strings;
  read_array([&] { strings.push_back(read_string()); });
  return strings;
}

void JsonReader::skip() {
  switch (peek()) {
  case Type::null:
    skip_null();
    break;
  case Type::boolean:
    read_bool();
    break;
  case Type::number:
    read_number("a number");
    break;
  case Type::string: {
    std::string storage;
    read_text(storage);
    break;
  }
  case Type::array:
    read_array([&] { skip(); });
    break;
  case Type::object:
    read_object([&](std::string_view) { skip(); });
    break;
  }
}

void JsonReader::finish() {
  skip_white_space();
  if (m_at != m_text.size()) {
    fail("text after the end of the document");
  }
}

} // namespace etalon
