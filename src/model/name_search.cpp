#include "linear_regex.hpp"

#include <etalon/model/name_search.hpp>

#include <fmt/format.h>

namespace etalon {

NameSearch NameSearch::parse(std::string_view text, NameMatch match) {
  NameSearch search;
  // As it is first: an error should show what was typed.
  auto regex = LinearRegex::parse(text);
  if (match == NameMatch::whole) {
    regex = LinearRegex::parse(fmt::format("^(?:{})$", text));
  }
  search.m_regex = std::make_shared<const LinearRegex>(std::move(regex));
  return search;
}

bool NameSearch::matches(std::string_view name) const {
  return m_regex->matches(name);
}

} // namespace etalon
