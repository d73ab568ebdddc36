#include "version_spec_node.hpp"

#include <etalon/model/sorted_versions.hpp>

#include <bit>
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

std::vector<VersionPlaces::Range> VersionPlaces::ranges() const {
  std::vector<Range> ranges;
  for (std::size_t begin = find(0, true); begin < m_words.size() * 64;) {
    const std::size_t end = find(begin, false);
    ranges.push_back({begin, end});
    begin = find(end, true);
  }
  return ranges;
}

// The first place from `from` on that is in the set, or is not; beyond the last word if there is
// none.
std::size_t VersionPlaces::find(std::size_t from, bool is_in) const {
  for (std::size_t i = from / 64; i < m_words.size(); ++i) {
    std::uint64_t word = is_in ? m_words[i] : ~m_words[i];
    word &= i == from / 64 ? ~std::uint64_t{0} << (from % 64) : ~std::uint64_t{0};
    if (word != 0) {
      return i * 64 + static_cast<std::size_t>(std::countr_zero(word));
    }
  }
  return m_words.size() * 64;
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
  Finder(SortedVersions& versions, Known& known) : m_versions(versions), m_known(known) {}

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
    return m_versions.count_below(node.version);
  }

  [[nodiscard]] std::size_t end_of(const Node& node) const {
    return m_versions.count_up_to(node.version);
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

  SortedVersions& m_versions;
  Known& m_known;
};

SortedVersions::SortedVersions(std::size_t count, std::function<std::string_view(std::size_t)> text)
    : m_text(std::move(text)), m_parsed(count), m_known(std::make_unique<Known>()) {}

SortedVersions::SortedVersions(SortedVersions&&) noexcept = default;
SortedVersions& SortedVersions::operator=(SortedVersions&&) noexcept = default;
SortedVersions::~SortedVersions() = default;

// How many from the oldest on are `before`.
template <typename IsBefore>
std::size_t SortedVersions::bisect(IsBefore is_before) {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before((*this)[middle])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::size_t SortedVersions::count_below(const Version& version) {
  return bisect([&](const Version& each) { return each < version; });
}

std::size_t SortedVersions::count_up_to(const Version& version) {
  return bisect([&](const Version& each) { return each <= version; });
}

VersionPlaces SortedVersions::find(const VersionSpec& spec) {
  return Finder(*this, *m_known).find(*spec.m_root);
}

const Version& SortedVersions::operator[](std::size_t place) {
  if (!m_parsed[place]) {
    m_parsed[place] = std::make_unique<Version>(Version::parse(m_text(place)));
  }
  return *m_parsed[place];
}

} // namespace etalon
