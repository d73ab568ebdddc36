#pragma once

#include "index_mapping.hpp"
#include "index_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace etalon {

// Takes records over from one index into another that is being made. Strings and lists are looked
// up once each.
class IndexCopier {
public:
  // Both must outlive it.
  IndexCopier(const IndexMapping& from, IndexWriter& to)
      : m_from(from), m_to(to), m_strings(from.string_count(), k_not_copied) {}

  // The records of the name at this place. Error{corrupt} where the source is damaged.
  void copy_name(std::size_t name);

private:
  static constexpr std::uint32_t k_not_copied = UINT32_MAX;

  std::uint32_t copy_string(std::uint32_t number);
  std::uint32_t copy_list(std::uint32_t position);

  const IndexMapping& m_from;
  IndexWriter& m_to;
  std::vector<std::uint32_t> m_strings; // [number in the source]
  std::unordered_map<std::uint32_t, std::uint32_t> m_lists;
};

} // namespace etalon
