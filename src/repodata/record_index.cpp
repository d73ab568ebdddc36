#include "index_mapping.hpp"

#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/log.hpp>

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

std::string RecordIndex::channel() const {
  return m_mapping->channel;
}

std::string RecordIndex::subdir() const {
  return m_mapping->subdir;
}

std::string RecordIndex::base_url() const {
  return m_mapping->base_url;
}

std::string RecordIndex::content_id() const {
  const Trailer& trailer = m_mapping->trailer();
  return fmt::format("{:016x}",
                     m_mapping->is_sharded() ? trailer.source_id : trailer.trailer_checksum);
}

bool RecordIndex::is_sharded() const {
  return m_mapping->is_sharded();
}

std::size_t RecordIndex::record_count() const {
  return m_mapping->record_count();
}

std::size_t RecordIndex::skipped_count() const {
  return m_mapping->trailer().skipped_records;
}

// Reads, once more after a rebuild where the file is damaged.
template <typename Read>
auto RecordIndex::reading(Read&& read) const {
  try {
    return read(*m_mapping);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt || !m_supply.rebuild) {
      throw;
    }
    log_debug(error.message() + "; it is made again");
  }
  replace(m_supply.rebuild());
  return read(*m_mapping);
}

void RecordIndex::replace(RecordIndex other) const {
  m_former.push_back(std::move(m_mapping));
  m_mapping = std::move(other.m_mapping);
}

bool RecordIndex::repair() const {
  if (m_mapping->is_whole() || !m_supply.rebuild) {
    return false;
  }
  replace(m_supply.rebuild());
  return true;
}

bool RecordIndex::is_loaded(std::string_view name) const {
  return reading([&](const IndexMapping& map) {
    const std::optional<std::size_t> place = map.find_name(name);
    return !place || map.is_loaded(*place);
  });
}

void RecordIndex::set_supply(IndexSupply supply) {
  m_supply = std::move(supply);
}

void RecordIndex::load(const std::vector<std::string>& names) const {
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    if (!is_loaded(name)) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) {
    return;
  }
  if (m_supply.load) {
    replace(m_supply.load(missing));
  }
  for (const std::string& name : missing) {
    if (!is_loaded(name)) {
      throw Error(ErrorKind::network,
                  fmt::format("the records of `{}` in channel `{}` have not been fetched",
                              name,
                              m_mapping->channel));
    }
  }
}

std::vector<std::string> RecordIndex::names() const {
  return reading([](const IndexMapping& map) {
    std::vector<std::string> names;
    names.reserve(map.name_count());
    for (std::size_t i = 0; i < map.name_count(); ++i) {
      names.emplace_back(map.string(map.name(i).name));
    }
    return names;
  });
}

bool RecordIndex::has_name(std::string_view name) const {
  return reading([&](const IndexMapping& map) { return map.find_name(name).has_value(); });
}

namespace {

NameRecords find_in(const IndexMapping& map, std::string_view name) {
  const std::optional<std::size_t> place = map.find_name(name);
  return place ? NameRecords(map, *place) : NameRecords();
}

} // namespace

NameRecords RecordIndex::find(std::string_view name) const {
  if (!is_loaded(name)) {
    load({std::string(name)});
  }
  return reading([&](const IndexMapping& map) { return find_in(map, name); });
}

std::vector<RecordView> RecordIndex::views(std::string_view name) const {
  if (!is_loaded(name)) {
    load({std::string(name)});
  }
  return reading([&](const IndexMapping& map) {
    const NameRecords records = find_in(map, name);
    std::vector<RecordView> views;
    views.reserve(records.size());
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      views.push_back(records.view(i));
    }
    return views;
  });
}

std::vector<RepoDataRecord> RecordIndex::records(std::string_view name) const {
  const auto decode = [&] {
    std::vector<RepoDataRecord> records;
    for (const RecordView& view : views(name)) {
      records.push_back(view.decode());
    }
    return records;
  };
  return reading([&](const IndexMapping&) { return decode(); });
}

} // namespace etalon
