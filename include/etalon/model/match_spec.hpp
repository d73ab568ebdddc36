#pragma once

#include <etalon/model/package_record.hpp>
#include <etalon/model/version_spec.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A text with `*` globs, or `^regex$`; compares case-sensitively. Linear time.
class StringMatcher {
public:
  static StringMatcher parse(std::string_view text);

  [[nodiscard]] bool matches(std::string_view text) const;

  [[nodiscard]] bool is_exact() const { return m_kind == Kind::exact; }

  [[nodiscard]] const std::string& to_string() const { return m_text; }

private:
  enum class Kind { exact, glob, regex };
  Kind m_kind = Kind::exact;
  std::string m_text;
};

// A package query (CEP 29): `channel/subdir::name version build[key=value,...]`.
struct MatchSpec {
  StringMatcher name; // `*` where only bracket keys decide
  std::optional<VersionSpec> version;
  std::optional<StringMatcher> build;
  std::optional<VersionSpec> build_number; // with operators: ">=3"
  std::string channel;                     // as written; empty for any
  std::string subdir;                      // empty for any
  std::string md5;
  std::string sha256;
  std::string url;
  std::string file_name;
  std::optional<StringMatcher> license;
  std::vector<std::string> track_features;
  // Bracket keys that are read and kept but do not take part in matching yet: when, extras, flags.
  std::map<std::string, std::string> other_keys;
  bool optional = false;

  // Throws Error{usage}: "invalid spec `TEXT`" with the place as cause and what to write as hint.
  static MatchSpec parse(std::string_view text);

  // Canonical (facts 5.9): exact -> `name==v=build`, fuzzy -> `name=v`, the rest in brackets.
  [[nodiscard]] std::string to_string() const;

  // All but the channel, which needs to know what a name stands for: see channel_matches().
  [[nodiscard]] bool matches(const PackageRecord& record) const;
  [[nodiscard]] bool matches(const RepoDataRecord& record) const; // url and fn as well
};

} // namespace etalon
