#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace etalon {

// Sets of places among the candidates of a name, a bit for each, 64 in a word: what narrows a name
// with thousands of candidates is done word by word. All masks of a name have equally many words;
// bits beyond its last place are 0.
using PlaceMask = std::span<const std::uint64_t>;

constexpr std::uint32_t k_no_place = UINT32_MAX;

constexpr std::size_t mask_words(std::uint32_t place_count) {
  return (std::size_t{place_count} + 63) / 64;
}

inline bool has_place(PlaceMask mask, std::uint32_t place) {
  return ((mask[place / 64] >> (place % 64)) & 1U) != 0;
}

inline void add_place(std::span<std::uint64_t> mask, std::uint32_t place) {
  mask[place / 64] |= std::uint64_t{1} << (place % 64);
}

inline void remove_place(std::span<std::uint64_t> mask, std::uint32_t place) {
  mask[place / 64] &= ~(std::uint64_t{1} << (place % 64));
}

// [begin, end)
inline void add_places(std::span<std::uint64_t> mask, std::uint32_t begin, std::uint32_t end) {
  while (begin < end) {
    const std::uint32_t bit = begin % 64;
    const std::uint32_t length = std::min<std::uint32_t>(64 - bit, end - begin);
    const std::uint64_t bits = length == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << length) - 1;
    mask[begin / 64] |= bits << bit;
    begin += length;
  }
}

inline void keep_places(std::span<std::uint64_t> mask, PlaceMask kept) {
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] &= kept[i];
  }
}

inline std::uint32_t count_places(PlaceMask mask) {
  std::uint32_t count = 0;
  for (const std::uint64_t word : mask) {
    count += static_cast<std::uint32_t>(std::popcount(word));
  }
  return count;
}

// The first place at or after `from`, or k_no_place.
inline std::uint32_t first_place(PlaceMask mask, std::uint32_t from = 0) {
  for (std::size_t i = from / 64; i < mask.size(); ++i) {
    std::uint64_t word = mask[i];
    if (i == from / 64) {
      word &= ~std::uint64_t{0} << (from % 64);
    }
    if (word != 0) {
      return static_cast<std::uint32_t>(i * 64) +
             static_cast<std::uint32_t>(std::countr_zero(word));
    }
  }
  return k_no_place;
}

inline std::uint32_t last_place(PlaceMask mask) {
  for (std::size_t i = mask.size(); i > 0; --i) {
    if (mask[i - 1] != 0) {
      return static_cast<std::uint32_t>(i * 64 - 1) -
             static_cast<std::uint32_t>(std::countl_zero(mask[i - 1]));
    }
  }
  return k_no_place;
}

inline bool have_common_place(PlaceMask a, PlaceMask b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & b[i]) != 0) {
      return true;
    }
  }
  return false;
}

// visit(place), ascending, for the places of `mask` that are not in `without`, until it returns
// false.
template <typename Visit>
void visit_places_without(PlaceMask mask, PlaceMask without, Visit visit) {
  for (std::size_t i = 0; i < mask.size(); ++i) {
    for (std::uint64_t bits = mask[i] & ~without[i]; bits != 0; bits &= bits - 1) {
      if (!visit(static_cast<std::uint32_t>(i * 64) +
                 static_cast<std::uint32_t>(std::countr_zero(bits)))) {
        return;
      }
    }
  }
}

// visit(place), ascending.
template <typename Visit>
void visit_places(PlaceMask mask, Visit visit) {
  for (std::size_t i = 0; i < mask.size(); ++i) {
    for (std::uint64_t bits = mask[i]; bits != 0; bits &= bits - 1) {
      visit(static_cast<std::uint32_t>(i * 64) +
            static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
  }
}

} // namespace etalon
