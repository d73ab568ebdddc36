#include "name_candidates.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>
#include <utility>

namespace etalon {

namespace {

using BoundKind = RangeSpec::Bound::Kind;

constexpr std::uint32_t k_own = UINT32_MAX; // in place of a source

void add_places(std::vector<CandidateRange>& ranges, CandidateRange next) {
  if (!ranges.empty() && ranges.back().end == next.begin) {
    ranges.back().end = next.end;
  } else if (next.begin < next.end) {
    ranges.push_back(next);
  }
}

std::int64_t less_is_better(std::uint32_t number) {
  return -static_cast<std::int64_t>(number);
}

} // namespace

NameCandidates::NameCandidates(std::vector<Source> sources,
                               std::vector<CandidateRecord> own,
                               const Judge& judge,
                               ChannelPriority priority)
    : m_sources(std::move(sources)), m_own(std::move(own)), m_priority(priority) {
  const auto is_included = [](const Source& source) {
    return source.exclusion == CandidateRecord::k_included;
  };
  std::stable_partition(m_sources.begin(), m_sources.end(), is_included);
  const auto included = std::count_if(m_sources.begin(), m_sources.end(), is_included);
  m_size = static_cast<std::uint32_t>(m_own.size());
  for (const Source& source : m_sources) {
    m_size += source.records.size();
  }
  if (included == 1 && m_own.empty() && !judge) {
    take_over();
  } else {
    sort(judge);
  }
  find_groups();
}

// The first source's order is the order.
void NameCandidates::take_over() {
  const NameRecords& records = m_sources.front().records;
  m_count = records.size();
  m_versions = SortedVersions(records.version_count(), [records](std::size_t place) {
    return records.version(static_cast<std::uint32_t>(place));
  });
}

void NameCandidates::sort(const Judge& judge) {
  m_entries.reserve(m_size);
  const std::vector<std::uint32_t> ranks = merge_versions();
  for (Entry& entry : m_entries) {
    const bool is_own = entry.origin.source == k_own;
    const CandidateRecord* const own = is_own ? &m_own[entry.origin.number] : nullptr;
    const Source* const source = is_own ? nullptr : &m_sources[entry.origin.source];
    if (source && source->exclusion != CandidateRecord::k_included) {
      entry.exclusion = source->exclusion;
    } else if (judge) {
      const Standing standing = judge(
          own ? *own : CandidateRecord(source->records.view(entry.origin.number), source->channel));
      entry.exclusion = standing.exclusion;
      entry.key.is_installed = standing.is_installed;
    }
    if (entry.exclusion != CandidateRecord::k_included) {
      entry.key = {}; // the worst
      continue;
    }
    ++m_count;
    const std::uint32_t features = own ? static_cast<std::uint32_t>(own->count_features())
                                       : source->records.key(entry.origin.number).feature_count;
    const std::int64_t channel = less_is_better(own ? own->channel : source->channel);
    const bool by_channel = m_priority != ChannelPriority::disabled;
    entry.key = {true,
                 entry.key.is_installed,
                 less_is_better(features),
                 by_channel ? channel : 0,
                 ranks[entry.version],
                 by_channel ? 0 : channel,
                 own ? own->build_number() : source->records.key(entry.origin.number).build_number};
  }
  std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
    return b.key < a.key;
  });
}

// Makes an entry for each package, with its place among all versions; returns the versions' ranks.
std::vector<std::uint32_t> NameCandidates::merge_versions() {
  struct Text {
    std::string_view text;
    Version version;
  };

  std::vector<Text> texts;
  const auto add = [&](std::string_view text) { texts.push_back({text, Version::parse(text)}); };
  for (const Source& source : m_sources) {
    for (std::uint32_t i = 0; i < source.records.version_count(); ++i) {
      add(source.records.version(i));
    }
  }
  for (const CandidateRecord& record : m_own) {
    add(record.version());
  }
  const auto is_before = [](const Text& a, const Text& b) {
    const auto compared = a.version <=> b.version;
    return compared != 0 ? compared < 0 : a.text < b.text;
  };
  std::sort(texts.begin(), texts.end(), is_before);
  const auto is_same = [](const Text& a, const Text& b) { return a.text == b.text; };
  texts.erase(std::unique(texts.begin(), texts.end(), is_same), texts.end());
  const auto place_of = [&](std::string_view text) {
    const auto place =
        std::lower_bound(texts.begin(), texts.end(), Text{text, Version::parse(text)}, is_before);
    return static_cast<std::uint32_t>(place - texts.begin());
  };
  const auto add_entry = [&](Origin origin, std::uint32_t version) {
    m_entries.push_back({origin, version, CandidateRecord::k_included, {}});
  };
  for (std::uint32_t s = 0; s < m_sources.size(); ++s) {
    const NameRecords& records = m_sources[s].records;
    std::vector<std::uint32_t> places;
    places.reserve(records.version_count());
    for (std::uint32_t i = 0; i < records.version_count(); ++i) {
      places.push_back(place_of(records.version(i)));
    }
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      add_entry({s, i}, places[records.key(i).version]);
    }
  }
  for (std::uint32_t i = 0; i < m_own.size(); ++i) {
    add_entry({k_own, i}, place_of(m_own[i].version()));
  }
  std::vector<std::uint32_t> ranks;
  std::vector<std::string_view> ascending;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool is_newer = i == 0 || texts[i - 1].version < texts[i].version;
    ranks.push_back((i == 0 ? 0 : ranks.back()) + (is_newer ? 1 : 0));
    ascending.push_back(texts[i].text);
  }
  const std::size_t count = ascending.size();
  m_versions = SortedVersions(
      count, [texts = std::move(ascending)](std::size_t place) { return texts[place]; });
  return ranks;
}

void NameCandidates::find_groups() {
  std::optional<Key> last;
  for (std::uint32_t place = 0; place < m_count; ++place) {
    const Key next = key(place);
    const bool is_same_group = last && last->is_installed == next.is_installed &&
                               last->features == next.features && last->channel == next.channel;
    if (!is_same_group) {
      m_groups.push_back({UINT32_MAX - static_cast<std::uint64_t>(-next.features), {}});
    }
    std::vector<Run>& runs = m_groups.back().runs;
    const std::uint32_t text = version(place);
    if (is_same_group && last->rank == next.rank) {
      Run& run = runs.back();
      run.places.end = place + 1;
      run.first_version = std::min(run.first_version, text);
      run.last_version = std::max(run.last_version, text);
    } else {
      runs.push_back({text, text, next.rank, {place, place + 1}});
    }
    last = next;
  }
}

NameCandidates::Origin NameCandidates::origin(std::uint32_t place) const {
  if (!m_entries.empty()) {
    return m_entries[place].origin;
  }
  std::uint32_t source = 0;
  while (place >= m_sources[source].records.size()) {
    place -= m_sources[source++].records.size();
  }
  return {source, place};
}

NameCandidates::Key NameCandidates::key(std::uint32_t place) const {
  if (!m_entries.empty()) {
    return m_entries[place].key;
  }
  const NameRecords& records = m_sources.front().records;
  const RecordKey& key = records.key(place);
  return {true,
          false,
          less_is_better(key.feature_count),
          0,
          records.version_rank(key.version),
          0,
          key.build_number};
}

std::uint32_t NameCandidates::version(std::uint32_t place) const {
  return m_entries.empty() ? m_sources.front().records.key(place).version
                           : m_entries[place].version;
}

CandidateRecord NameCandidates::record(std::uint32_t place) const {
  const auto [source, number] = origin(place);
  CandidateRecord record = source == k_own ? m_own[number]
                                           : CandidateRecord(m_sources[source].records.view(number),
                                                             m_sources[source].channel);
  record.is_installed = !m_entries.empty() && m_entries[place].key.is_installed;
  record.exclusion = m_entries.empty() ? m_sources[source].exclusion : m_entries[place].exclusion;
  return record;
}

std::string_view NameCandidates::build(std::uint32_t place) const {
  const auto [source, number] = origin(place);
  return source == k_own ? m_own[number].build() : m_sources[source].records.build(number);
}

CandidateRange NameCandidates::equals(std::uint32_t place) const {
  const Key wanted = key(place);
  CandidateRange range{place, place + 1};
  while (range.begin > 0 && key(range.begin - 1) == wanted) {
    --range.begin;
  }
  while (range.end < m_count && key(range.end) == wanted) {
    ++range.end;
  }
  return range;
}

NameCandidates::Match NameCandidates::match(const VersionSpec& versions,
                                            const std::function<bool(std::uint32_t)>& accepts) {
  Match match;
  std::vector<VersionPlaces::Range> fitting = m_versions.find(versions).ranges();
  std::reverse(fitting.begin(), fitting.end()); // as places go
  for (const Group& group : m_groups) {
    for (const VersionPlaces::Range& range : fitting) {
      add_matches(group, range, accepts, match);
    }
  }
  return match;
}

NameCandidates::Match NameCandidates::match(const RangeSpec& spec) {
  VersionPlaces::Range range{0, m_versions.size()};
  for (const RangeSpec::Bound& bound : spec) {
    const Version version = Version::parse(bound.version);
    if (bound.kind == BoundKind::at_least || bound.kind == BoundKind::exactly) {
      range.begin = std::max(range.begin, m_versions.count_below(version));
    }
    if (bound.kind == BoundKind::above) {
      range.begin = std::max(range.begin, m_versions.count_up_to(version));
    }
    if (bound.kind == BoundKind::at_most || bound.kind == BoundKind::exactly) {
      range.end = std::min(range.end, m_versions.count_up_to(version));
    }
    if (bound.kind == BoundKind::below) {
      range.end = std::min(range.end, end_of(bound.version));
    }
  }
  std::function<bool(std::uint32_t)> accepts;
  if (!spec.build.empty()) {
    accepts = [&](std::uint32_t place) { return to_lower(build(place)) == spec.build; };
  }
  Match match;
  if (range.begin < range.end) {
    for (const Group& group : m_groups) {
      add_matches(group, range, accepts, match);
    }
  }
  return match;
}

// Equal versions are all inside or all outside, so that the newest below the upper bounds decides.
std::uint64_t NameCandidates::quality(const RangeSpec& spec) {
  const bool is_range = std::all_of(spec.begin(), spec.end(), [](const RangeSpec::Bound& bound) {
    return bound.kind != BoundKind::exactly && bound.kind != BoundKind::at_most;
  });
  if (!is_range) {
    return match(spec).quality;
  }
  std::size_t end = m_versions.size();
  for (const RangeSpec::Bound& bound : spec) {
    end = bound.kind == BoundKind::below ? std::min(end, end_of(bound.version)) : end;
  }
  std::uint64_t best = 0;
  for (const Group& group : m_groups) {
    const auto newest =
        std::partition_point(group.runs.begin(), group.runs.end(), [&](const Run& run) {
          return run.first_version >= end;
        });
    const bool fits =
        newest != group.runs.end() && std::all_of(spec.begin(), spec.end(), [&](const auto& bound) {
          if (bound.kind == BoundKind::below) {
            return true;
          }
          const auto compared = m_versions[newest->first_version] <=> Version::parse(bound.version);
          return compared > 0 || (compared == 0 && bound.kind == BoundKind::at_least);
        });
    best = fits ? std::max(best, (group.fewest_features << 32) | newest->rank) : best;
  }
  return best;
}

// How many versions are below one. Such bounds are few beside the specs that have them.
std::size_t NameCandidates::end_of(std::string_view version) {
  const auto [found, is_new] = m_ends.try_emplace(version, 0);
  if (is_new) {
    found->second = m_versions.count_below(Version::parse(version));
  }
  return found->second;
}

void NameCandidates::add_matches(const Group& group,
                                 VersionPlaces::Range versions,
                                 const std::function<bool(std::uint32_t)>& accepts,
                                 Match& match) const {
  const auto is_newer = [&](const Run& run) { return run.first_version >= versions.end; };
  const auto is_not_older = [&](const Run& run) { return run.last_version >= versions.begin; };
  const auto begin = std::partition_point(group.runs.begin(), group.runs.end(), is_newer);
  const auto end = std::partition_point(begin, group.runs.end(), is_not_older);
  const auto add = [&](CandidateRange places, std::uint32_t rank) {
    add_places(match.places, places);
    match.quality = std::max(match.quality, (group.fewest_features << 32) | rank);
  };
  for (auto run = begin; run != end; ++run) {
    const bool is_inside = run->first_version >= versions.begin && run->last_version < versions.end;
    const bool is_last_or_apart = run + 1 == end || !is_inside;
    if (is_inside && !accepts && !is_last_or_apart) {
      // All between the ends of the range are inside.
      const auto last = std::prev(end);
      add({run->places.begin, last->places.begin}, run->rank);
      run = std::prev(last);
      continue;
    }
    for (std::uint32_t place = run->places.begin; place < run->places.end; ++place) {
      const std::uint32_t text = version(place);
      const bool fits = text >= versions.begin && text < versions.end;
      if (fits && (!accepts || accepts(place))) {
        add({place, place + 1}, run->rank);
      }
    }
  }
}

} // namespace etalon
