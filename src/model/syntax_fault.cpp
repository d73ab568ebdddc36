#include "syntax_fault.hpp"

#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

std::size_t column_of(const SyntaxFault::Place& place) {
  const std::string_view before = place.text.substr(0, std::min(place.offset, place.text.size()));
  const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; // no UTF-8 continuation byte
  });
  return static_cast<std::size_t>(characters) + 1;
}

Error make_error(std::string_view what,
                 const SyntaxFault::Place& place,
                 std::string_view reason,
                 std::string_view hint) {
  return Error(ErrorKind::usage,
               fmt::format("column {}: {}", column_of(place), redact(reason)),
               {std::string(hint)})
      .while_doing(fmt::format("invalid {} `{}`", what, redact(place.text)));
}

} // namespace

SyntaxFault::SyntaxFault(std::string_view what,
                         Place place,
                         std::string_view reason,
                         std::string_view hint)
    : Error(make_error(what, place, reason, hint)),
      m_offset(place.offset),
      m_reason(reason),
      m_hint(hint) {}

SyntaxFault
SyntaxFault::placed_in(std::string_view what, std::string_view text, std::size_t start) const {
  return {what, {text, start + m_offset}, m_reason, m_hint};
}

} // namespace etalon
