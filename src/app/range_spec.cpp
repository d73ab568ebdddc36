#include "range_spec.hpp"

#include <etalon/model/version.hpp>
#include <etalon/util/error.hpp>

#include <algorithm>

namespace etalon {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z');
}

bool is_name(std::string_view text) {
  return !text.empty() && (is_word(text.front()) || text.front() == '_') &&
         std::all_of(
             text.begin(), text.end(), [](char c) { return is_word(c) || c == '-' || c == '_'; });
}

bool is_version(std::string_view text) {
  if (text.empty() || !is_digit(text.front()) ||
      !std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '.'; })) {
    return false;
  }
  try {
    static_cast<void>(Version::parse(text));
    return true;
  } catch (const Error&) {
    return false; // MatchSpec::parse() has a better message
  }
}

bool is_build(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_word(c) || c == '_' || c == '.';
  });
}

// ">=1.2"; nothing where it is written in another way.
std::optional<RangeSpec::Bound> parse_bound(std::string_view text) {
  using Kind = RangeSpec::Bound::Kind;
  if (text.empty() || (text.front() != '<' && text.front() != '>')) {
    return std::nullopt;
  }
  const bool is_upper = text.front() == '<';
  text.remove_prefix(1);
  const bool includes = !text.empty() && text.front() == '=';
  text.remove_prefix(includes ? 1 : 0);
  if (!is_version(text)) {
    return std::nullopt;
  }
  const Kind excluding = is_upper ? Kind::below : Kind::above;
  const Kind including = is_upper ? Kind::at_most : Kind::at_least;
  return RangeSpec::Bound{includes ? including : excluding, text};
}

// ">=1.2,<2"; false where it is written in another way.
bool parse_bounds(std::string_view text, RangeSpec& spec) {
  while (true) {
    const std::size_t comma = text.find(',');
    const auto bound = parse_bound(text.substr(0, comma));
    if (!bound || spec.bound_count == spec.bounds.size()) {
      return false;
    }
    spec.bounds[spec.bound_count++] = *bound;
    if (comma == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(comma + 1);
  }
}

} // namespace

std::optional<RangeSpec> RangeSpec::parse(std::string_view text) {
  const std::size_t blank = text.find(' ');
  RangeSpec spec;
  spec.name = text.substr(0, blank);
  if (!is_name(spec.name)) {
    return std::nullopt;
  }
  if (blank == std::string_view::npos) {
    return spec;
  }
  const std::string_view rest = text.substr(blank + 1);
  const std::size_t second = rest.find(' ');
  if (second == std::string_view::npos) {
    return parse_bounds(rest, spec) ? std::optional(spec) : std::nullopt;
  }
  const std::string_view version = rest.substr(0, second);
  spec.build = rest.substr(second + 1);
  if (!is_version(version) || !is_build(spec.build)) {
    return std::nullopt;
  }
  spec.bounds[spec.bound_count++] = {Bound::Kind::exactly, version};
  return spec;
}

} // namespace etalon
