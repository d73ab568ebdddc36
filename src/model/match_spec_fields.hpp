#pragma once

#include "match_spec_brackets.hpp"
#include "syntax_fault.hpp"

#include <etalon/model/match_spec.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace etalon {

// Fills a MatchSpec from the pieces of its text. Each `offset` is where a piece stands in `text`.
// Everything throws SyntaxFault of kind "spec".
class SpecFields {
public:
  explicit SpecFields(std::string_view text) : m_text(text) {}

  // "mkl@", an old way to ask for a feature; false where the text is none.
  bool read_feature();
  // The URL or file name of a package; false where the text is none.
  bool read_package_location();

  void set_channel(std::string_view channel, std::size_t offset);
  void set_name(std::string_view name, std::size_t offset);
  void set_version(std::string_view version, std::size_t offset);
  void set_build(std::string_view build, std::size_t offset);

  void set_optional() { m_spec.optional = true; }

  // They override what was set before, except for the name.
  void set_brackets(const Brackets& brackets);

  MatchSpec take() { return std::move(m_spec); }

private:
  void set_bracket(const std::string& key, const BracketValue& value);
  void set_build_number(const BracketValue& value);
  void set_other(const std::string& key, const BracketValue& value);
  void set_hash(std::string_view written);
  [[nodiscard]] std::vector<std::string> feature_names(const BracketValue& value) const;
  void check_url(std::string_view text, std::size_t offset) const;
  void check_name(std::string_view name, std::size_t offset) const;
  [[nodiscard]] StringMatcher matcher(std::string_view text, std::size_t offset) const;
  [[noreturn]] void
  refuse(std::size_t offset, std::string_view reason, std::string_view hint) const;

  std::string_view m_text;
  MatchSpec m_spec;
};

} // namespace etalon
