#include "syntax_fault.hpp"
#include "version_parts.hpp"

#include <etalon/model/version.hpp>
#include <etalon/util/strings.hpp>

namespace etalon {

Version Version::parse(std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (const auto fault = find_version_fault(trimmed)) {
    throw SyntaxFault("version",
                      {trimmed, fault->offset},
                      fault->reason,
                      "write numbers and letters separated by dots: `1.2.0rc1`");
  }
  return Version(std::string(trimmed));
}

std::weak_ordering Version::operator<=>(const Version& other) const {
  return compare_versions(split_version(m_text), split_version(other.m_text)) <=> 0;
}

bool Version::starts_with(const Version& prefix) const {
  return version_starts_with(split_version(m_text), split_version(prefix.m_text));
}

bool Version::compatible_with(const Version& other) const {
  const VersionParts own = split_version(m_text);
  if (compare_versions(own, split_version(other.m_text)) < 0) {
    return false;
  }
  const std::size_t dot = other.m_text.rfind('.');
  return dot == std::string::npos ||
         version_starts_with(own, split_version(std::string_view(other.m_text).substr(0, dot)));
}

} // namespace etalon
