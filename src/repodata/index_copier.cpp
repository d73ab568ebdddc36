#include "index_copier.hpp"

namespace etalon {

std::uint32_t IndexCopier::copy_string(std::uint32_t number) {
  std::uint32_t& copied = m_strings.at(number);
  if (copied == k_not_copied) {
    copied = m_to.strings.add(m_from.string(number));
  }
  return copied;
}

std::uint32_t IndexCopier::copy_list(std::uint32_t position) {
  const auto [found, is_new] = m_lists.try_emplace(position, 0);
  if (is_new) {
    std::size_t size = 0;
    const std::uint32_t* const numbers = m_from.list(position, size);
    std::vector<std::uint32_t> list(size);
    for (std::size_t i = 0; i < size; ++i) {
      list[i] = copy_string(numbers[i]);
    }
    found->second = m_to.lists.add(list);
  }
  return found->second;
}

void IndexCopier::copy_name(std::size_t name) {
  const NameEntry entry = m_from.name(name);
  for (std::uint32_t i = 0; i < entry.record_count; ++i) {
    RecordEntry record = m_from.record(entry.first_record + i);
    for (std::uint32_t* const string : {&record.name,
                                        &record.version,
                                        &record.build,
                                        &record.subdir,
                                        &record.file_name,
                                        &record.license,
                                        &record.license_family,
                                        &record.features,
                                        &record.arch,
                                        &record.platform,
                                        &record.site_packages_path}) {
      *string = copy_string(*string);
    }
    for (std::uint32_t* const list :
         {&record.depends, &record.constrains, &record.track_features}) {
      *list = copy_list(*list);
    }
    m_to.records.push_back(record);
  }
}

} // namespace etalon
