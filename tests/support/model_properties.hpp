#pragma once

#include <etalon/model/match_spec.hpp>
#include <etalon/util/error.hpp>

#include <string>
#include <string_view>

// What must hold of any text that is given to the parsers of versions and specs. Each function
// says what does not hold, or nothing.

// Of two versions, a line each: the text parses back, and the order is one.
inline std::string broken_version_property(std::string_view lines) {
  using etalon::Version;
  const std::size_t end = lines.find('\n');
  try {
    const Version a = Version::parse(lines.substr(0, end));
    if (!(Version::parse(a.to_string()) == a) || !a.starts_with(a) || !a.compatible_with(a)) {
      return "a version differs from itself";
    }
    if (end == std::string_view::npos) {
      return {};
    }
    const Version b = Version::parse(lines.substr(end + 1));
    const bool equal = a == b;
    if ((a < b) == (b <= a) || (a > b) != (b < a) || equal != (b == a) || (equal && a < b)) {
      return "two versions have no order";
    }
  } catch (const etalon::Error&) {
    return {}; // no version
  }
  return {};
}

// A spec's canonical text parses to a spec with the same text, which matches the same.
inline std::string broken_spec_property(std::string_view text) {
  using etalon::MatchSpec;
  MatchSpec spec;
  try {
    spec = MatchSpec::parse(text);
  } catch (const etalon::Error&) {
    return {}; // no spec
  }
  const std::string canonical = spec.to_string();
  try {
    const MatchSpec again = MatchSpec::parse(canonical);
    if (again.to_string() != canonical) {
      return "`" + canonical + "` becomes `" + again.to_string() + "`";
    }
    etalon::RepoDataRecord record;
    record.package.name = spec.name.to_string();
    for (const char* version : {"0", "1.2.3", "1!2.0rc1", "2024a"}) {
      record.package.version = etalon::Version::parse(version);
      if (spec.matches(record) != again.matches(record)) {
        return "`" + canonical + "` matches something else";
      }
    }
  } catch (const etalon::Error& error) {
    return "`" + canonical + "` is refused: " + error.causes().at(0);
  }
  return {};
}
