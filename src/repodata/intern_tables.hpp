#pragma once

#include "large_pages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Open addressing from a hash to a number below 2^32 - 1; who asks knows what equal is. Of the hash
// the lower half is kept: a slot takes 8 bytes, and a table of millions misses the cache less
// often.
class InternSlots {
public:
  // The number for which equals(number) holds, else what add() gives.
  template <typename Equals, typename Add>
  std::uint32_t find_or_add(std::uint64_t full_hash, Equals&& equals, Add&& add) {
    if (2 * (m_used + 1) > m_slots.size()) {
      grow();
    }
    const auto hash = static_cast<std::uint32_t>(full_hash);
    std::size_t at = hash & (m_slots.size() - 1);
    while (m_slots[at].number != k_unused) {
      if (m_slots[at].hash == hash && equals(m_slots[at].number)) {
        return m_slots[at].number;
      }
      at = (at + 1) & (m_slots.size() - 1);
    }
    const std::uint32_t number = add();
    m_slots[at] = {hash, number};
    ++m_used;
    return number;
  }

  // The number for which equals(number) holds.
  template <typename Equals>
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t full_hash, Equals&& equals) const {
    const auto hash = static_cast<std::uint32_t>(full_hash);
    for (std::size_t at = hash; !m_slots.empty(); ++at) {
      const Slot& slot = m_slots[at & (m_slots.size() - 1)];
      if (slot.number == k_unused) {
        break;
      }
      if (slot.hash == hash && equals(slot.number)) {
        return slot.number;
      }
    }
    return std::nullopt;
  }

  // Has the memory that a hash leads to fetched: of a large table it takes longer than all else.
  void prefetch(std::uint64_t hash) const {
    if (!m_slots.empty()) {
      __builtin_prefetch(&m_slots[static_cast<std::uint32_t>(hash) & (m_slots.size() - 1)]);
    }
  }

private:
  static constexpr std::uint32_t k_unused = UINT32_MAX;

  struct Slot {
    std::uint32_t hash;
    std::uint32_t number;
  };

  void grow();

  LargePageVector<Slot> m_slots;
  std::size_t m_used = 0;
};

// Strings, each kept once, numbered in the order they came. Number 0 is "".
class StringTable {
public:
  StringTable() { add(""); }

  // Throws Error{refused} beyond 4 GiB of text.
  std::uint32_t add(std::string_view text) { return add_prepared(text, prepare(text)); }

  // The same, faster where the text is that of number `likely`: records resemble those before them.
  std::uint32_t add_likely(std::string_view text, std::uint32_t likely) {
    return at(likely) == text ? likely : add(text);
  }

  // The same in two steps, with time between them: prepare() gives what add_prepared() wants.
  [[nodiscard]] std::uint64_t prepare(std::string_view text) const;
  std::uint32_t add_prepared(std::string_view text, std::uint64_t hash);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

  void reserve(std::size_t strings, std::size_t bytes) {
    m_ends.reserve(strings);
    m_bytes.reserve(bytes);
  }

  [[nodiscard]] std::string_view at(std::uint32_t number) const {
    const std::uint32_t begin = number == 0 ? 0 : m_ends[number - 1];
    return {m_bytes.data() + begin, m_ends[number] - begin};
  }

  [[nodiscard]] std::size_t size() const { return m_ends.size(); }

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

  [[nodiscard]] const std::vector<std::uint32_t>& ends() const { return m_ends; }

private:
  std::string m_bytes;
  std::vector<std::uint32_t> m_ends;
  InternSlots m_slots;
};

// Lists of string numbers, each kept once: the length, then the numbers. A list's number is its
// position; 0 is the empty list.
class ListTable {
public:
  ListTable() { add({}); }

  std::uint32_t add(const std::vector<std::uint32_t>& list);

  // The same, faster where the list is the one at `likely`.
  std::uint32_t add_likely(const std::vector<std::uint32_t>& list, std::uint32_t likely) {
    return is_at(likely, list) ? likely : add(list);
  }

  void reserve(std::size_t words) { m_words.reserve(words); }

  [[nodiscard]] const std::vector<std::uint32_t>& words() const { return m_words; }

private:
  [[nodiscard]] bool is_at(std::uint32_t position, const std::vector<std::uint32_t>& list) const;

  std::vector<std::uint32_t> m_words;
  InternSlots m_slots;
};

} // namespace etalon
