#include "match_spec_brackets.hpp"

#include "syntax_fault.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace etalon {
namespace {

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> keys{
      "build",  "build_number", "build_string",   "channel", "extras",  "features", "flags",
      "fn",     "license",      "license_family", "md5",     "name",    "optional", "sha256",
      "subdir", "target",       "track_features", "url",     "version", "when"};
  return keys;
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class BracketReader {
public:
  BracketReader(std::string_view spec, std::size_t start)
      : m_spec(spec), m_start(start), m_at(start + 1) {}

  Brackets read() {
    while (true) {
      while (!at_end() && (is_blank(peek()) || peek() == ',')) {
        ++m_at;
      }
      if (at_end()) {
        refuse_unclosed();
      }
      if (peek() == ']') {
        m_brackets.end = m_at + 1;
        return std::move(m_brackets);
      }
      read_pair();
    }
  }

private:
  void read_pair() {
    const std::size_t start = m_at;
    while (!at_end() && is_key_character(peek())) {
      ++m_at;
    }
    const std::string_view key = m_spec.substr(start, m_at - start);
    if (key.empty()) {
      refuse(start,
             fmt::format("found `{}` where a key should be", peek()),
             "quote a value that holds blanks, commas or brackets: `[version='>=1.8,<2']`");
    }
    skip_blanks();
    if (at_end() || peek() != '=') {
      // A bare word says nothing to conda but `optional`; old specs have others.
      m_brackets.optional = m_brackets.optional || key == "optional";
      return;
    }
    ++m_at;
    check_key(key, start);
    skip_blanks();
    const std::size_t value_start = m_at;
    std::string value = read_value();
    if (value.empty()) {
      refuse(value_start,
             fmt::format("found no value for `{}`", key),
             fmt::format("give it one or leave out `{}`", key));
    }
    const bool quoted = m_spec[value_start] == '"' || m_spec[value_start] == '\'';
    keep(key, {std::move(value), value_start + (quoted ? 1 : 0)});
  }

  void check_key(std::string_view key, std::size_t start) const {
    if (std::find(known_keys().begin(), known_keys().end(), key) != known_keys().end()) {
      return;
    }
    std::vector<std::string> near = near_names(key, known_keys());
    if (near.empty()) {
      near = {"version", "build", "build_number", "channel", "subdir", "md5", "sha256"};
    }
    refuse(start,
           fmt::format("found the unknown key `{}`", key),
           fmt::format("use `{}`", join(near, "`, `")));
  }

  void keep(std::string_view key, BracketValue value) {
    const std::string name(key == "build_string" ? "build" : key);
    const std::size_t offset = value.offset;
    if (!m_brackets.values.emplace(name, std::move(value)).second) {
      refuse(offset, fmt::format("found a second value for `{}`", name), "keep one of them");
    }
  }

  std::string read_value() {
    if (at_end()) {
      refuse_unclosed();
    }
    if (peek() == '"' || peek() == '\'') {
      return read_quoted();
    }
    if (peek() == '[') {
      return read_list();
    }
    return read_plain();
  }

  // A backslash before the closing kind of quote makes it a part of the value; any other backslash
  // is itself, for regular expressions.
  std::string read_quoted() {
    const std::size_t start = m_at;
    const char quote = m_spec[m_at++];
    std::string value;
    while (!at_end() && peek() != quote) {
      const bool escaped = peek() == '\\' && m_at + 1 < m_spec.size() && m_spec[m_at + 1] == quote;
      m_at += escaped ? 1 : 0;
      value += m_spec[m_at++];
    }
    if (at_end()) {
      refuse(start, fmt::format("found `{}` that is not closed", quote), "close the quotation");
    }
    ++m_at;
    expect_delimiter();
    return value;
  }

  // "[a, 'b']" is "a,b".
  std::string read_list() {
    const std::size_t start = m_at++;
    const std::size_t end = m_spec.find(']', m_at);
    if (end == std::string_view::npos) {
      refuse_unclosed();
    }
    std::vector<std::string> items;
    for (std::string_view item : split(m_spec.substr(m_at, end - m_at), ',')) {
      item = trim(item);
      if (item.size() >= 2 && item.front() == item.back() &&
          (item.front() == '"' || item.front() == '\'')) {
        item = item.substr(1, item.size() - 2);
      }
      if (item.empty() || item.find_first_of("'\"[ ") != std::string_view::npos) {
        refuse(start, "found a list with an empty or broken item", "write `[first,second]`");
      }
      items.emplace_back(item);
    }
    m_at = end + 1;
    expect_delimiter();
    return join(items, ",");
  }

  std::string read_plain() {
    const std::size_t start = m_at;
    m_at = end_of_regex(m_spec, start);
    while (!at_end() && !is_blank(peek()) && peek() != ',' && peek() != ']') {
      if (std::string_view("'\"[").find(peek()) != std::string_view::npos) {
        refuse(m_at,
               fmt::format("found `{}` inside a value", peek()),
               "quote a value that holds blanks, commas or brackets: `[version='>=1.8,<2']`");
      }
      ++m_at;
    }
    if (m_at > start && m_spec[m_at - 1] == '\\') {
      refuse(m_at - 1, "found `\\` at the end of a value", "remove it");
    }
    return std::string(m_spec.substr(start, m_at - start));
  }

  void expect_delimiter() const {
    if (!at_end() && !is_blank(peek()) && peek() != ',' && peek() != ']') {
      refuse(m_at, fmt::format("found `{}` behind a value", peek()), "separate keys by `,`");
    }
  }

  [[nodiscard]] bool at_end() const { return m_at >= m_spec.size(); }

  [[nodiscard]] char peek() const { return m_spec[m_at]; }

  void skip_blanks() {
    while (!at_end() && is_blank(peek())) {
      ++m_at;
    }
  }

  [[noreturn]] void refuse_unclosed() const {
    refuse(m_start, "found `[` without `]`", "close it: `name[key=value]`");
  }

  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const {
    throw SyntaxFault("spec", {m_spec, offset}, reason, hint);
  }

  std::string_view m_spec;
  std::size_t m_start;
  std::size_t m_at;
  Brackets m_brackets;
};

} // namespace

Brackets parse_brackets(std::string_view spec, std::size_t start) {
  return BracketReader(spec, start).read();
}

std::size_t end_of_regex(std::string_view spec, std::size_t start) {
  if (start >= spec.size() || spec[start] != '^') {
    return start;
  }
  const std::size_t dollar = spec.find('$', start);
  return dollar == std::string_view::npos ? start : dollar + 1;
}

} // namespace etalon
