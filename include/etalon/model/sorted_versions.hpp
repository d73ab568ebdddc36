#pragma once

#include <etalon/model/version.hpp>
#include <etalon/model/version_spec.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace etalon {

// A set of places among sorted versions.
class VersionPlaces {
public:
  explicit VersionPlaces(std::size_t count) : m_words(count / 64 + 1, 0) {}

  [[nodiscard]] bool contains(std::size_t place) const {
    return ((m_words[place / 64] >> (place % 64)) & 1U) != 0;
  }

  void add(std::size_t place) { m_words[place / 64] |= std::uint64_t{1} << (place % 64); }

  void add_range(std::size_t begin, std::size_t end); // [begin, end)
  void keep_only(const VersionPlaces& other);
  void add_all(const VersionPlaces& other);

private:
  std::vector<std::uint64_t> m_words;
};

// The versions of one package in ascending order, for asking many specs about all of them: what
// compares is found by bisection, what has to look at every version does so once per clause.
class SortedVersions {
public:
  // `ascending`: no two of equal text.
  explicit SortedVersions(std::vector<Version> ascending);
  SortedVersions(SortedVersions&&) noexcept;
  SortedVersions& operator=(SortedVersions&&) noexcept;
  ~SortedVersions();

  [[nodiscard]] std::size_t size() const { return m_versions.size(); }

  [[nodiscard]] const Version& operator[](std::size_t place) const { return m_versions[place]; }

  // The places of those that match: the same as asking VersionSpec::matches() for each.
  VersionPlaces find(const VersionSpec& spec);

private:
  class Finder;
  struct Known;

  std::vector<Version> m_versions;
  std::unique_ptr<Known> m_known;
};

} // namespace etalon
