#include "record_order.hpp"

#include <etalon/model/version.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace etalon {

void RecordOrder::sort(NameEntry& name, std::vector<std::uint32_t>& order) {
  name.first_version = static_cast<std::uint32_t>(versions.size());
  rank_versions(name, order);
  name.version_count = static_cast<std::uint32_t>(versions.size()) - name.first_version;
  m_keyed.clear();
  for (std::uint32_t i = 0; i < name.record_count; ++i) {
    const std::uint32_t place = order[name.first_record + i];
    const std::uint32_t version = m_version_of[i];
    m_keyed.push_back({count_features(m_records[place]),
                       version,
                       versions[name.first_version + version].rank,
                       place,
                       m_records[place].build_number});
  }
  std::stable_sort(m_keyed.begin(), m_keyed.end(), [](const Keyed& a, const Keyed& b) {
    return std::tie(a.features, b.rank, b.build_number) <
           std::tie(b.features, a.rank, a.build_number);
  });
  for (std::uint32_t i = 0; i < name.record_count; ++i) {
    const Keyed& keyed = m_keyed[i];
    order[name.first_record + i] = keyed.place;
    keys.push_back(
        {keyed.build_number, m_records[keyed.place].build, keyed.version, keyed.features, 0});
  }
}

// Each text is parsed once.
void RecordOrder::rank_versions(const NameEntry& name, const std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> texts; // distinct numbers of strings
  texts.reserve(name.record_count);
  for (std::uint32_t i = 0; i < name.record_count; ++i) {
    texts.push_back(m_records[order[name.first_record + i]].version);
  }
  m_version_of = texts;
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::vector<std::pair<Version, std::uint32_t>> parsed; // with the place in `texts`
  parsed.reserve(texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    parsed.emplace_back(Version::parse(m_strings.at(texts[i])), i);
  }
  std::sort(parsed.begin(), parsed.end(), [](const auto& a, const auto& b) {
    const auto compared = a.first <=> b.first;
    return compared != 0 ? compared < 0 : a.first.to_string() < b.first.to_string();
  });
  std::vector<std::uint32_t> place_of(texts.size());
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < parsed.size(); ++i) {
    rank += i == 0 || parsed[i - 1].first < parsed[i].first ? 1 : 0;
    versions.push_back({texts[parsed[i].second], rank});
    place_of[parsed[i].second] = i;
  }
  for (std::uint32_t& version : m_version_of) {
    const auto found = std::lower_bound(texts.begin(), texts.end(), version);
    version = place_of[static_cast<std::size_t>(found - texts.begin())];
  }
}

std::uint32_t RecordOrder::count_features(const RecordEntry& record) const {
  const std::size_t tracked = m_lists.words()[record.track_features];
  return static_cast<std::uint32_t>(tracked + split_words(m_strings.at(record.features)).size());
}

} // namespace etalon
