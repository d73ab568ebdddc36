#include "intern_tables.hpp"

#include "index_layout.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace etalon {
namespace {

void check_room(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorKind::refused, "the index would be larger than 4 GiB");
  }
}

} // namespace

void InternSlots::grow() {
  LargePageVector<Slot> old = std::exchange(m_slots, {});
  m_slots.resize(std::max<std::size_t>(1024, 2 * old.size()), Slot{0, k_unused});
  for (const Slot& slot : old) {
    if (slot.number != k_unused) {
      std::size_t at = slot.hash & (m_slots.size() - 1);
      while (m_slots[at].number != k_unused) {
        at = (at + 1) & (m_slots.size() - 1);
      }
      m_slots[at] = slot;
    }
  }
}

std::uint64_t StringTable::prepare(std::string_view text) const {
  const std::uint64_t hash = checksum_of(text);
  m_slots.prefetch(hash);
  return hash;
}

std::uint32_t StringTable::add_prepared(std::string_view text, std::uint64_t hash) {
  return m_slots.find_or_add(
      hash,
      [&](std::uint32_t number) { return at(number) == text; },
      [&] {
        check_room(m_bytes.size() + text.size());
        m_bytes += text;
        m_ends.push_back(static_cast<std::uint32_t>(m_bytes.size()));
        return static_cast<std::uint32_t>(m_ends.size() - 1);
      });
}

std::optional<std::uint32_t> StringTable::find(std::string_view text) const {
  return m_slots.find(checksum_of(text), [&](std::uint32_t number) { return at(number) == text; });
}

bool ListTable::is_at(std::uint32_t position, const std::vector<std::uint32_t>& list) const {
  return m_words[position] == list.size() &&
         std::equal(list.begin(), list.end(), m_words.begin() + position + 1);
}

std::uint32_t ListTable::add(const std::vector<std::uint32_t>& list) {
  const std::string_view bytes(reinterpret_cast<const char*>(list.data()),
                               list.size() * sizeof(std::uint32_t));
  return m_slots.find_or_add(
      checksum_of(bytes),
      [&](std::uint32_t position) { return is_at(position, list); },
      [&] {
        check_room(m_words.size() + list.size());
        const auto position = static_cast<std::uint32_t>(m_words.size());
        m_words.push_back(static_cast<std::uint32_t>(list.size()));
        m_words.insert(m_words.end(), list.begin(), list.end());
        return position;
      });
}

} // namespace etalon
