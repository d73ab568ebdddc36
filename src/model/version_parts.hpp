#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace etalon {

// The three parts of a version's text, none of them with its separator.
struct VersionParts {
  std::string_view epoch; // digits, "0" where none is written
  std::string_view main;
  std::string_view local; // empty where none is written
};

// Why a text is no version: "found an empty component", and where.
struct VersionFault {
  std::size_t offset;
  std::string reason;
};

std::optional<VersionFault> find_version_fault(std::string_view text);
// Of the characters alone, which is all that can be said of a glob.
std::optional<VersionFault> find_character_fault(std::string_view text);

// `text` must be a valid version.
VersionParts split_version(std::string_view text);

// The orders that Version offers, on parts: negative, zero or positive.
int compare_versions(const VersionParts& a, const VersionParts& b);
bool version_starts_with(const VersionParts& version, const VersionParts& prefix);

} // namespace etalon
