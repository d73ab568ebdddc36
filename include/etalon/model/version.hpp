#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace etalon {

// A conda version with the order of CEP 33: `[epoch!]main[+local]`, lower-cased. Equal in order is
// not equal in text: 1.0 and 1.0.0 compare equal and keep what was written. Digit runs of any
// length.
//
// The text is all that is kept and comparing reads two texts side by side: parsing only checks,
// nothing is allocated beyond the text, and numbers have no limit.
class Version {
public:
  // Version "0", so that a record can be made before its version is known.
  Version() : m_text("0") {}

  // Throws Error{usage} with the place and reason where `text` is no version.
  static Version parse(std::string_view text);

  [[nodiscard]] const std::string& to_string() const { return m_text; }

  std::weak_ordering operator<=>(const Version& other) const;

  bool operator==(const Version& other) const { return std::is_eq(*this <=> other); }

  // Whether this version begins with the components of `prefix`: what `=1.8` and `1.8.*` ask.
  [[nodiscard]] bool starts_with(const Version& prefix) const;

  // The `~=` test: at least `other`, and equal to it up to other's last component but one.
  [[nodiscard]] bool compatible_with(const Version& other) const;

private:
  explicit Version(std::string text) : m_text(std::move(text)) {}

  std::string m_text;
};

} // namespace etalon
