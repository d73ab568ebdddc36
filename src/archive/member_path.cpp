#include <etalon/archive/member_path.hpp>

#include <cstddef>

namespace etalon {
namespace {

std::size_t announced_length(unsigned first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return 2;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    return 3;
  }
  return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// The length of the UTF-8 sequence at the start of `text`; 0 where it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = announced_length(first);
  if (length == 0 || length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool no_scalar = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || no_scalar ? 0 : length;
}

} // namespace

bool is_portable_path(std::string_view path) {
  if (path.empty()) {
    return false;
  }
  while (!path.empty()) {
    const std::size_t length = sequence_length(path);
    const auto first = static_cast<unsigned char>(path.front());
    if (length == 0 || first < 0x20 || first == 0x7F) {
      return false;
    }
    path.remove_prefix(length);
  }
  return true;
}

} // namespace etalon
