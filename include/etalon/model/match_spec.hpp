#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/model/version_spec.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

class LinearRegex;

// A text, a text with `*` globs, or a `^regex$`, without regard to case (CEP 29). Linear time.
class StringMatcher {
public:
  StringMatcher() = default; // `*`

  // Throws Error{usage} where it is a regular expression that cannot be read.
  static StringMatcher parse(std::string_view text);

  [[nodiscard]] bool matches(std::string_view text) const;

  [[nodiscard]] bool is_exact() const { return m_kind == Kind::exact; }

  [[nodiscard]] const std::string& to_string() const { return m_text; }

private:
  enum class Kind { exact, glob, regex };
  Kind m_kind = Kind::glob;
  std::string m_text = "*";
  std::string m_lower = "*"; // of a glob
  std::shared_ptr<const LinearRegex> m_regex;
};

// A package query (CEP 29): `channel/subdir::name version build[key=value,...]`, or the URL or file
// name of a package. What it reads and how is in docs/reference/matchspec.md. md5, sha256, url,
// file_name and subdir may be globs too.
struct MatchSpec {
  StringMatcher name;                      // in lower case; `*` where only other keys decide
  std::optional<VersionSpec> version;      // absent where any will do
  std::optional<StringMatcher> build;      // absent where any will do
  std::optional<VersionSpec> build_number; // with operators: ">=3"
  std::string channel;                     // as written; empty for any
  std::string subdir;                      // empty for any
  std::string md5;
  std::string sha256;
  std::string url; // as written, may hold credentials: never print
  std::string file_name;
  std::optional<StringMatcher> license;
  std::optional<StringMatcher> license_family;
  std::vector<std::string> track_features; // sorted; a record must have these and no other
  std::vector<std::string> features;       // likewise
  // Keys that are read and kept but do not take part in matching: when, extras and flags (the items
  // of a list joined by ',').
  std::map<std::string, std::string> other_keys;
  bool optional = false;

  // Throws Error{usage}: "invalid spec `TEXT`" with the place as cause and what to write as hint.
  static MatchSpec parse(std::string_view text);

  // Canonical: exact -> `name==v=build`, fuzzy -> `name=v`, the rest in brackets. Parses back to an
  // equal spec, but for credentials in URLs, which are left out.
  [[nodiscard]] std::string to_string() const;

  // All but the channel, which needs to know what a name stands for: see channel_matches().
  [[nodiscard]] bool matches(const PackageRecord& record) const;
  [[nodiscard]] bool matches(const RepoDataRecord& record) const; // url and fn as well
};

} // namespace etalon
