#include "version_spec_node.hpp"

#include <etalon/model/sorted_versions.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace etalon {

using Node = VersionSpec::Node;
using Kind = Node::Kind;

void VersionPlaces::add_range(std::size_t begin, std::size_t end) {
  for (; begin < end && begin % 64 != 0; ++begin) {
    add(begin);
  }
  for (; begin + 64 <= end; begin += 64) {
    m_words[begin / 64] = ~std::uint64_t{0};
  }
  for (; begin < end; ++begin) {
    add(begin);
  }
}

void VersionPlaces::keep_only(const VersionPlaces& other) {
  for (std::size_t i = 0; i < m_words.size(); ++i) {
    m_words[i] &= other.m_words[i];
  }
}

void VersionPlaces::add_all(const VersionPlaces& other) {
  for (std::size_t i = 0; i < m_words.size(); ++i) {
    m_words[i] |= other.m_words[i];
  }
}

// What clauses that look at every version have found. A package's specs repeat few of them: one
// prefix for each minor version, say.
struct SortedVersions::Known {
  std::map<std::pair<Kind, std::string>, VersionPlaces> places;
};

class SortedVersions::Finder {
public:
  Finder(const std::vector<Version>& versions, Known& known)
      : m_versions(versions), m_known(known) {}

  VersionPlaces find(const Node& node) {
    switch (node.kind) {
    case Kind::all_of:
      return find_all_of(node);
    case Kind::any_of:
      return find_any_of(node);
    case Kind::any:
      return range(0, count());
    case Kind::equal:
      return range(begin_of(node), end_of(node));
    case Kind::not_equal: {
      VersionPlaces places = range(0, begin_of(node));
      places.add_range(end_of(node), count());
      return places;
    }
    case Kind::less:
      return range(0, begin_of(node));
    case Kind::less_equal:
      return range(0, end_of(node));
    case Kind::greater:
      return range(end_of(node), count());
    case Kind::greater_equal:
      return range(begin_of(node), count());
    default:
      return look_at_each(node);
    }
  }

private:
  [[nodiscard]] std::size_t count() const { return m_versions.size(); }

  [[nodiscard]] VersionPlaces range(std::size_t begin, std::size_t end) const {
    VersionPlaces places(count());
    places.add_range(begin, end);
    return places;
  }

  // Where those equal to the node's version begin, and end.
  [[nodiscard]] std::size_t begin_of(const Node& node) const {
    return static_cast<std::size_t>(
        std::lower_bound(m_versions.begin(), m_versions.end(), node.version) - m_versions.begin());
  }

  [[nodiscard]] std::size_t end_of(const Node& node) const {
    return static_cast<std::size_t>(
        std::upper_bound(m_versions.begin(), m_versions.end(), node.version) - m_versions.begin());
  }

  VersionPlaces find_all_of(const Node& node) {
    VersionPlaces places = range(0, count());
    for (const Node& child : node.children) {
      places.keep_only(find(child));
    }
    return places;
  }

  VersionPlaces find_any_of(const Node& node) {
    VersionPlaces places(count());
    for (const Node& child : node.children) {
      places.add_all(find(child));
    }
    return places;
  }

  const VersionPlaces& look_at_each(const Node& node) {
    const bool is_version =
        node.kind == Kind::fuzzy || node.kind == Kind::not_fuzzy || node.kind == Kind::compatible;
    const auto [found, is_new] = m_known.places.try_emplace(
        {node.kind, is_version ? node.version.to_string() : node.pattern}, count());
    if (is_new) {
      for (std::size_t i = 0; i < count(); ++i) {
        if (node_matches(node, m_versions[i])) {
          found->second.add(i);
        }
      }
    }
    return found->second;
  }

  const std::vector<Version>& m_versions;
  Known& m_known;
};

SortedVersions::SortedVersions(std::vector<Version> ascending)
    : m_versions(std::move(ascending)), m_known(std::make_unique<Known>()) {}

SortedVersions::SortedVersions(SortedVersions&&) noexcept = default;
SortedVersions& SortedVersions::operator=(SortedVersions&&) noexcept = default;
SortedVersions::~SortedVersions() = default;

VersionPlaces SortedVersions::find(const VersionSpec& spec) {
  return Finder(m_versions, *m_known).find(*spec.m_root);
}

} // namespace etalon
