#include "version_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

bool is_separator(char c) {
  return c == '.' || c == '_' || c == '-';
}

bool is_version_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".+!_*-").find(c) != std::string_view::npos;
}

// The character at `i` as it can be shown, all bytes of it.
std::string_view character_at(std::string_view text, std::size_t i) {
  std::size_t end = i + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    ++end;
  }
  return text.substr(i, end - i);
}

std::optional<VersionFault> find_epoch_fault(std::string_view text) {
  const std::size_t mark = text.find('!');
  if (mark == std::string_view::npos) {
    return std::nullopt;
  }
  if (const std::size_t second = text.find('!', mark + 1); second != std::string_view::npos) {
    return VersionFault{second, "found a second `!`"};
  }
  const std::size_t letter = text.find_first_not_of("0123456789");
  if (mark == 0 || letter < mark) {
    return VersionFault{mark == 0 ? 0 : letter, "found an epoch that is not a number"};
  }
  return std::nullopt;
}

// Where [begin, end) has a component of no characters; one at the very end is `allowed_at_end`.
std::optional<VersionFault> find_empty_component(std::string_view text,
                                                 std::size_t begin,
                                                 std::size_t end,
                                                 bool allowed_at_end) {
  bool empty = true;
  for (std::size_t i = begin; i < end; ++i) {
    if (is_separator(text[i]) && empty) {
      return VersionFault{i, "found an empty component"};
    }
    empty = is_separator(text[i]);
  }
  if (empty && !allowed_at_end) {
    return VersionFault{end, "found an empty component"};
  }
  return std::nullopt;
}

} // namespace

std::optional<VersionFault> find_character_fault(std::string_view text) {
  std::optional<std::size_t> dash;
  std::optional<std::size_t> underscore;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_version_character(text[i])) {
      return VersionFault{i, fmt::format("found `{}`", character_at(text, i))};
    }
    if (text[i] == '-') {
      dash = i;
    } else if (text[i] == '_') {
      underscore = i;
    }
  }
  if (dash && underscore) {
    return VersionFault{std::max(*dash, *underscore), "found both `-` and `_`"};
  }
  return std::nullopt;
}

std::optional<VersionFault> find_version_fault(std::string_view text) {
  if (text.empty()) {
    return VersionFault{0, "found nothing"};
  }
  if (auto fault = find_character_fault(text)) {
    return fault;
  }
  if (auto fault = find_epoch_fault(text)) {
    return fault;
  }
  const std::size_t main = text.find('!') + 1; // npos + 1 is 0
  const std::size_t plus = text.find('+', main);
  const std::size_t main_end = plus == std::string_view::npos ? text.size() : plus;
  if (main == main_end) {
    return VersionFault{main, "found nothing before the local part"};
  }
  // One '_' or '-' at the end of the main part is a letter of its last component.
  const char last = text[main_end - 1];
  const bool marked = last == '_' || last == '-';
  if (auto fault = find_empty_component(text, main, main_end - (marked ? 1 : 0), marked)) {
    return fault;
  }
  if (plus == std::string_view::npos) {
    return std::nullopt;
  }
  if (const std::size_t second = text.find('+', plus + 1); second != std::string_view::npos) {
    return VersionFault{second, "found a second `+`"};
  }
  return find_empty_component(text, plus + 1, text.size(), false);
}

} // namespace etalon
