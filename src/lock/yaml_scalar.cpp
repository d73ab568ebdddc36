#include "yaml_scalar.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace etalon {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_word_with_meaning(std::string_view text) {
  constexpr std::array<std::string_view, 15> words = {"null",
                                                      "true",
                                                      "false",
                                                      "yes",
                                                      "no",
                                                      "on",
                                                      "off",
                                                      "y",
                                                      "n",
                                                      "~",
                                                      "=",
                                                      "<<",
                                                      ".inf",
                                                      ".nan",
                                                      "---"};
  return std::find(words.begin(), words.end(), to_lower(text)) != words.end();
}

// Whole numbers to another base than ten.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> k_bases = {
    {{"0x", "0123456789abcdefABCDEF_"}, {"0o", "01234567_"}, {"0b", "01_"}}};

// Takes the run of `accepted` characters off the front; whether there was one.
bool take(std::string_view& text, std::string_view accepted) {
  const std::size_t end = std::min(text.find_first_not_of(accepted), text.size());
  text.remove_prefix(end);
  return end > 0;
}

// Integers, floats, base 60 numbers and dates of YAML 1.1 and 1.2; a few texts that are none pass.
bool is_number(std::string_view text) {
  constexpr std::string_view digits = "0123456789_";
  if (text.front() == '+' || text.front() == '-') {
    text.remove_prefix(1);
  }
  if (to_lower(text) == ".inf") {
    return true;
  }
  if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) {
    return false;
  }
  for (const auto& [prefix, based_digits] : k_bases) {
    if (text.starts_with(prefix)) {
      return text.size() > 2 && text.find_first_not_of(based_digits, 2) == std::string_view::npos;
    }
  }
  const bool has_date = text.size() >= 8 && text[4] == '-' && is_digit(text[5]);
  if (has_date && text.find_first_not_of("0123456789-:.tTzZ+ ") == std::string_view::npos) {
    return true;
  }
  bool has_digits = take(text, digits);
  while (!text.empty() && text.front() == ':') {
    text.remove_prefix(1);
    if (!take(text, digits)) {
      return false;
    }
  }
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    has_digits = take(text, digits) || has_digits;
  }
  if (has_digits && text.size() > 1 && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(text[1] == '+' || text[1] == '-' ? 2 : 1);
    return !text.empty() && take(text, "0123456789") && text.empty();
  }
  return has_digits && text.empty();
}

bool starts_plain(std::string_view text) {
  constexpr std::string_view indicators = "!&*{}[],#|>@`\"'% ";
  if (indicators.find(text.front()) != std::string_view::npos) {
    return false;
  }
  const bool may_open_block = text.front() == '-' || text.front() == '?' || text.front() == ':';
  return !may_open_block || (text.size() > 1 && text[1] != ' ');
}

bool is_plain(std::string_view text) {
  return !text.empty() && starts_plain(text) && text.back() != ' ' && text.back() != ':' &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         !text.starts_with("---") && !text.starts_with("...") && !is_word_with_meaning(text) &&
         !is_number(text);
}

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (is_control(c)) {
      quoted += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

} // namespace

std::string yaml_scalar(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return in_double_quotes(text);
  }
  return is_plain(text) ? std::string(text) : "'" + replace_all(text, "'", "''") + "'";
}

} // namespace etalon
