#include "index_mapping.hpp"

#include <etalon/repodata/name_records.hpp>

namespace etalon {

NameRecords::NameRecords(const IndexMapping& mapping, std::size_t name) : m_mapping(&mapping) {
  const NameEntry& entry = mapping.name(name);
  m_first = entry.first_record;
  m_size = entry.record_count;
  m_version_count = entry.version_count;
  m_keys = mapping.keys(m_first, m_size);
  m_versions = mapping.versions(entry.first_version, m_version_count);
}

std::string_view NameRecords::build(std::uint32_t place) const {
  return m_mapping->string(m_keys[place].build);
}

RecordView NameRecords::view(std::uint32_t place) const {
  return {*m_mapping, m_mapping->record(m_first + place)};
}

std::string_view NameRecords::version(std::uint32_t place) const {
  return m_mapping->string(m_versions[place].text);
}

} // namespace etalon
