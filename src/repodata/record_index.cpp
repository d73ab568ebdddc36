#include "index_mapping.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <cstddef>

namespace etalon {

std::optional<RecordIndex> RecordIndex::open(const std::filesystem::path& path) {
  auto mapping = IndexMapping::open(path);
  if (!mapping) {
    return std::nullopt;
  }
  return RecordIndex(std::move(mapping));
}

RecordIndex::RecordIndex(std::unique_ptr<IndexMapping> mapping) : m_mapping(std::move(mapping)) {}

RecordIndex::RecordIndex(RecordIndex&&) noexcept = default;
RecordIndex& RecordIndex::operator=(RecordIndex&&) noexcept = default;
RecordIndex::~RecordIndex() = default;

const std::string& RecordIndex::subdir() const {
  return m_mapping->subdir;
}

const std::string& RecordIndex::base_url() const {
  return m_mapping->base_url;
}

std::string RecordIndex::content_id() const {
  return fmt::format("{:016x}", m_mapping->trailer().trailer_checksum);
}

std::size_t RecordIndex::record_count() const {
  return m_mapping->record_count();
}

std::size_t RecordIndex::skipped_count() const {
  return m_mapping->trailer().skipped_records;
}

std::vector<std::string> RecordIndex::names() const {
  std::vector<std::string> names;
  names.reserve(m_mapping->name_count());
  for (std::size_t i = 0; i < m_mapping->name_count(); ++i) {
    names.emplace_back(m_mapping->string(m_mapping->name(i).name));
  }
  return names;
}

bool RecordIndex::has_name(std::string_view name) const {
  return m_mapping->find_name(name).has_value();
}

std::vector<RecordView> RecordIndex::views(std::string_view name) const {
  std::vector<RecordView> views;
  if (const std::optional<std::size_t> place = m_mapping->find_name(name)) {
    const NameEntry& entry = m_mapping->name(*place);
    views.reserve(entry.record_count);
    for (std::uint32_t i = 0; i < entry.record_count; ++i) {
      views.emplace_back(*m_mapping, m_mapping->record(entry.first_record + i));
    }
  }
  return views;
}

std::vector<RepoDataRecord> RecordIndex::records(std::string_view name) const {
  std::vector<RepoDataRecord> records;
  for (const RecordView& view : views(name)) {
    records.push_back(view.decode());
  }
  return records;
}

} // namespace etalon
