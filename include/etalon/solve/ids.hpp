#pragma once

#include <cstdint>

namespace etalon {

// Numbers that a CandidateProvider gives to its things, counted from 0 without gaps. They are
// types of their own, so that a name cannot be passed for a package.
enum class NameId : std::uint32_t {};       // what a package is called
enum class VersionSetId : std::uint32_t {}; // a request on one name: "python >=3.9,<3.10"
enum class SolvableId : std::uint32_t {};   // one installable package: name, version and build
enum class StringId : std::uint32_t {};     // a text for messages

template <typename Id>
constexpr std::uint32_t to_index(Id id) {
  return static_cast<std::uint32_t>(id);
}

} // namespace etalon
