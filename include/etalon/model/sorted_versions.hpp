#pragma once

#include <etalon/model/version.hpp>
#include <etalon/model/version_spec.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
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

  // [begin, end)
  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  // Ascending, apart from each other.
  [[nodiscard]] std::vector<Range> ranges() const;

  void add_range(std::size_t begin, std::size_t end); // [begin, end)
  void keep_only(const VersionPlaces& other);
  void add_all(const VersionPlaces& other);

private:
  [[nodiscard]] std::size_t find(std::size_t from, bool is_in) const;

  std::vector<std::uint64_t> m_words;
};

// The versions of one package in ascending order, for asking many specs about all of them: what
// compares is found by bisection, what has to look at every version does so once per clause. A
// version is parsed when it is first looked at.
class SortedVersions {
public:
  SortedVersions() : SortedVersions(0, {}) {}

  // `text(place)`: of `count` versions, ascending, no two equal.
  SortedVersions(std::size_t count, std::function<std::string_view(std::size_t)> text);
  SortedVersions(SortedVersions&&) noexcept;
  SortedVersions& operator=(SortedVersions&&) noexcept;
  ~SortedVersions();

  [[nodiscard]] std::size_t size() const { return m_parsed.size(); }

  [[nodiscard]] const Version& operator[](std::size_t place);

  // How many are older than `version`, and how many are not newer.
  [[nodiscard]] std::size_t count_below(const Version& version);
  [[nodiscard]] std::size_t count_up_to(const Version& version);

  // The places of those that match: the same as asking VersionSpec::matches() for each.
  VersionPlaces find(const VersionSpec& spec);

private:
  template <typename IsBefore>
  std::size_t bisect(IsBefore is_before);

  class Finder;
  struct Known;

  std::function<std::string_view(std::size_t)> m_text;
  std::vector<std::unique_ptr<Version>> m_parsed; // [place]
  std::unique_ptr<Known> m_known;
};

} // namespace etalon
