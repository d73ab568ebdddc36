#include "index_mapping.hpp"

#include <etalon/repodata/record_view.hpp>
#include <etalon/util/url.hpp>

#include <array>
#include <cstddef>

namespace etalon {
namespace {

template <std::size_t size>
std::string to_hex(const std::array<std::uint8_t, size>& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * size);
  for (const std::uint8_t byte : digest) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

} // namespace

TextListView::TextListView(const IndexMapping& mapping, std::uint32_t position)
    : m_mapping(&mapping), m_numbers(nullptr), m_size(0) {
  m_numbers = mapping.list(position, m_size);
}

std::string_view TextListView::operator[](std::size_t i) const {
  return m_mapping->string(m_numbers[i]);
}

std::string_view RecordView::version() const {
  return m_mapping->string(m_entry->version);
}

std::string_view RecordView::build() const {
  return m_mapping->string(m_entry->build);
}

std::uint64_t RecordView::build_number() const {
  return m_entry->build_number;
}

std::string_view RecordView::subdir() const {
  return m_mapping->string(m_entry->subdir);
}

std::uint64_t RecordView::timestamp() const {
  return m_entry->timestamp;
}

std::uint64_t RecordView::published_at() const {
  return m_entry->indexed_timestamp != 0 ? m_entry->indexed_timestamp : m_entry->timestamp;
}

TextListView RecordView::depends() const {
  return {*m_mapping, m_entry->depends};
}

TextListView RecordView::constrains() const {
  return {*m_mapping, m_entry->constrains};
}

TextListView RecordView::track_features() const {
  return {*m_mapping, m_entry->track_features};
}

std::string_view RecordView::features() const {
  return m_mapping->string(m_entry->features);
}

RepoDataRecord RecordView::decode() const {
  const IndexMapping& map = *m_mapping;
  const RecordEntry& from = *m_entry;
  RepoDataRecord to;
  PackageRecord& package = to.package;
  package.name = map.string(from.name);
  package.version = Version::parse(map.string(from.version));
  package.build = map.string(from.build);
  package.build_number = from.build_number;
  package.subdir = map.string(from.subdir);
  package.depends = map.strings(from.depends);
  package.constrains = map.strings(from.constrains);
  package.noarch = static_cast<NoArch>(from.noarch);
  package.track_features = map.strings(from.track_features);
  package.features = map.string(from.features);
  package.md5 = from.has_md5 != 0 ? to_hex(from.md5) : "";
  package.sha256 = from.has_sha256 != 0 ? to_hex(from.sha256) : "";
  package.size = from.size;
  package.timestamp = from.timestamp;
  package.indexed_timestamp = from.indexed_timestamp;
  package.license = map.string(from.license);
  package.license_family = map.string(from.license_family);
  package.arch = map.string(from.arch);
  package.platform = map.string(from.platform);
  package.python_site_packages_path = map.string(from.site_packages_path);
  to.file_name = from.file_name_form == FileNameForm::as_given
                     ? std::string(map.string(from.file_name))
                     : package.dist_name() +
                           (from.file_name_form == FileNameForm::conda ? ".conda" : ".tar.bz2");
  to.url = map.base_url + "/" + percent_encode_path(to.file_name);
  to.channel = map.channel;
  return to;
}

} // namespace etalon
