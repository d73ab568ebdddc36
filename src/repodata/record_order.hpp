#pragma once

#include "index_layout.hpp"
#include "intern_tables.hpp"

#include <etalon/repodata/name_records.hpp>

#include <cstdint>
#include <vector>

namespace etalon {

// The order of the records within their names (NameRecords), and what an index keeps of it.
class RecordOrder {
public:
  RecordOrder(const std::vector<RecordEntry>& records,
              const StringTable& strings,
              const ListTable& lists)
      : m_records(records), m_strings(strings), m_lists(lists) {}

  // Sorts the places of a name's records within `order` and fills in its versions; the names one
  // after the other.
  void sort(NameEntry& name, std::vector<std::uint32_t>& order);

  std::vector<RecordKey> keys; // in the order of the records
  std::vector<VersionEntry> versions;

private:
  void rank_versions(const NameEntry& name, const std::vector<std::uint32_t>& order);
  [[nodiscard]] std::uint32_t count_features(const RecordEntry& record) const;

  struct Keyed {
    std::uint32_t features;
    std::uint32_t version;
    std::uint32_t rank;
    std::uint32_t place;
    std::uint64_t build_number;
  };

  const std::vector<RecordEntry>& m_records;
  const StringTable& m_strings;
  const ListTable& m_lists;
  std::vector<std::uint32_t> m_version_of; // [record of the name]: place among its versions
  std::vector<Keyed> m_keyed;
};

} // namespace etalon
