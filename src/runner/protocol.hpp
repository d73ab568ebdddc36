#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The runner's side of the protocol: lines of JSON (RFC 8259), a command in, events out. C++17 and
// the standard library only, so that it compiles wherever the runner does.
namespace etalon_runner {

// A JSON value. Numbers keep their text, which is all that a command needs.
struct Value {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text; // of a string, number or boolean
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> members;

  // The member's text; `otherwise` where there is none or where it is a list or an object.
  [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise = "") const {
    const Value* value = find(name);
    return value != nullptr && value->is_scalar() ? value->text : std::string(otherwise);
  }

  [[nodiscard]] const Value* find(std::string_view name) const {
    for (const auto& member : members) {
      if (member.first == name) {
        return &member.second;
      }
    }
    return nullptr;
  }

  [[nodiscard]] bool is_scalar() const {
    return kind == Kind::string || kind == Kind::number || kind == Kind::boolean;
  }
};

class ProtocolError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Reads one JSON text; throws ProtocolError with the offset of what it could not read.
class Reader {
public:
  static Value parse(std::string_view text) {
    Reader reader(text);
    Value value = reader.read_value(0);
    reader.skip_blanks();
    if (reader.m_position != text.size()) {
      reader.fail("the end of the line");
    }
    return value;
  }

private:
  static constexpr int k_max_depth = 32;

  explicit Reader(std::string_view text) : m_text(text) {}

  [[noreturn]] void fail(const std::string& expected) const {
    throw ProtocolError("expected " + expected + " at offset " + std::to_string(m_position));
  }

  [[nodiscard]] char peek() const { return m_position < m_text.size() ? m_text[m_position] : '\0'; }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
      ++m_position;
    }
  }

  bool take(char wanted) {
    skip_blanks();
    if (peek() != wanted || m_position >= m_text.size()) {
      return false;
    }
    ++m_position;
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) {
      fail(std::string("`") + wanted + "`");
    }
  }

  bool take_word(std::string_view word) {
    if (m_text.substr(m_position, word.size()) != word) {
      return false;
    }
    m_position += word.size();
    return true;
  }

  Value read_value(int depth) {
    if (depth > k_max_depth) {
      fail("fewer levels");
    }
    skip_blanks();
    Value value;
    if (peek() == '{') {
      read_members(value, depth);
    } else if (peek() == '[') {
      read_items(value, depth);
    } else if (peek() == '"') {
      value.kind = Value::Kind::string;
      value.text = read_string();
    } else if (take_word("true")) {
      value.kind = Value::Kind::boolean;
      value.text = "true";
    } else if (take_word("false")) {
      value.kind = Value::Kind::boolean;
      value.text = "false";
    } else if (!take_word("null")) {
      value.kind = Value::Kind::number;
      value.text = read_number();
    }
    return value;
  }

  void read_members(Value& value, int depth) {
    value.kind = Value::Kind::object;
    expect('{');
    if (take('}')) {
      return;
    }
    do {
      skip_blanks();
      std::string name = read_string();
      expect(':');
      value.members.emplace_back(std::move(name), read_value(depth + 1));
    } while (take(','));
    expect('}');
  }

  void read_items(Value& value, int depth) {
    value.kind = Value::Kind::array;
    expect('[');
    if (take(']')) {
      return;
    }
    do {
      value.items.push_back(read_value(depth + 1));
    } while (take(','));
    expect(']');
  }

  std::string read_number() {
    const std::string rest(m_text.substr(m_position, k_longest_number));
    char* end = nullptr;
    const bool starts_well = peek() == '-' || (peek() >= '0' && peek() <= '9');
    std::strtod(rest.c_str(), &end);
    const auto length = static_cast<std::size_t>(end - rest.c_str());
    if (!starts_well || length == 0) {
      fail("a value");
    }
    m_position += length;
    return rest.substr(0, length);
  }

  std::string read_string() {
    expect('"');
    std::string text;
    while (peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20U) {
        fail("the end of a string");
      }
      if (peek() == '\\') {
        ++m_position;
        read_escape(text);
      } else {
        text += m_text[m_position++];
      }
    }
    ++m_position;
    return text;
  }

  void read_escape(std::string& text) {
    static constexpr std::string_view letters = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = peek();
    const std::size_t index = letter == '\0' ? std::string_view::npos : letters.find(letter);
    if (index != std::string_view::npos) {
      ++m_position;
      text += meanings[index];
    } else if (letter == 'u') {
      ++m_position;
      append_utf8(text, read_code_point());
    } else {
      fail("an escape");
    }
  }

  std::uint32_t read_hex4() {
    std::uint32_t value = 0;
    for (int digit = 0; digit < 4; ++digit, ++m_position) {
      static constexpr std::string_view digits = "0123456789abcdef";
      const char c = peek();
      const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
      const std::size_t index = lower == '\0' ? std::string_view::npos : digits.find(lower);
      if (index == std::string_view::npos) {
        fail("a hexadecimal digit");
      }
      value = value * 16 + static_cast<std::uint32_t>(index);
    }
    return value;
  }

  std::uint32_t read_code_point() {
    const std::uint32_t first = read_hex4();
    if (first < 0xD800 || first > 0xDFFF) {
      return first;
    }
    if (first > 0xDBFF || !take_word("\\u")) {
      fail("a pair of surrogates");
    }
    const std::uint32_t second = read_hex4();
    if (second < 0xDC00 || second > 0xDFFF) {
      fail("a low surrogate");
    }
    return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
  }

  static void append_utf8(std::string& text, std::uint32_t code) {
    const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | (code >> 6U));
      put(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
      put(0xE0 | (code >> 12U));
      put(0x80 | ((code >> 6U) & 0x3FU));
      put(0x80 | (code & 0x3FU));
    } else {
      put(0xF0 | (code >> 18U));
      put(0x80 | ((code >> 12U) & 0x3FU));
      put(0x80 | ((code >> 6U) & 0x3FU));
      put(0x80 | (code & 0x3FU));
    }
  }

  static constexpr std::size_t k_longest_number = 64;

  std::string_view m_text;
  std::size_t m_position = 0;
};

// `text` as a JSON string with its quotes. Bytes from 0x80 pass as they are: UTF-8 is JSON's.
inline std::string to_json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20U) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

// An event line in the making: Event("sample").add("seconds", 0.5).line().
class Event {
public:
  explicit Event(std::string_view name) : m_text("{\"event\":" + to_json_string(name)) {}

  Event& add(std::string_view name, std::string_view value) {
    return put(name, to_json_string(value));
  }

  Event& add(std::string_view name, const char* value) {
    return add(name, std::string_view(value));
  }

  Event& add(std::string_view name, bool value) { return put(name, value ? "true" : "false"); }

  Event& add(std::string_view name, double value) { return put(name, number(value)); }

  Event& add(std::string_view name, std::int64_t value) { return put(name, std::to_string(value)); }

  Event& add(std::string_view name, const std::vector<double>& values) {
    std::vector<std::string> items;
    for (const double value : values) {
      items.push_back(number(value));
    }
    return put(name, list(items));
  }

  Event& add(std::string_view name, const std::vector<std::string>& values) {
    std::vector<std::string> items;
    for (const std::string& value : values) {
      items.push_back(to_json_string(value));
    }
    return put(name, list(items));
  }

  Event& add(std::string_view name, const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [key, value] : values) {
      text += (text.empty() ? "" : ",") + to_json_string(key) + ":" + to_json_string(value);
    }
    return put(name, "{" + text + "}");
  }

  [[nodiscard]] std::string line() const { return m_text + "}"; }

private:
  Event& put(std::string_view name, const std::string& json) {
    m_text += "," + to_json_string(name) + ":" + json;
    return *this;
  }

  // 17 significant digits give a double back exactly.
  static std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
  }

  static std::string list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
      text += (text.empty() ? "" : ",") + item;
    }
    return "[" + text + "]";
  }

  std::string m_text;
};

} // namespace etalon_runner
