#include "linear_regex.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return lower(x) == lower(y);
         });
}

} // namespace

StringMatcher StringMatcher::parse(std::string_view text) {
  StringMatcher matcher;
  matcher.m_text = text;
  matcher.m_lower.clear();
  matcher.m_kind = Kind::exact;
  if (text.size() >= 2 && text.front() == '^' && text.back() == '$') {
    matcher.m_kind = Kind::regex;
    matcher.m_regex = std::make_shared<const LinearRegex>(LinearRegex::parse(text));
  } else if (text.find('*') != std::string_view::npos) {
    matcher.m_kind = Kind::glob;
    matcher.m_lower = to_lower(text);
  }
  return matcher;
}

bool StringMatcher::matches(std::string_view text) const {
  switch (m_kind) {
  case Kind::exact:
    return text == m_text || equal_without_case(text, m_text);
  case Kind::glob:
    return m_lower == "*" || glob_matches(m_lower, to_lower(text));
  case Kind::regex:
    return m_regex->matches(text);
  }
  return false;
}

} // namespace etalon
