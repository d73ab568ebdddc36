#include "json_scanner.hpp"

#include <bit>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

namespace etalon {
namespace {

constexpr std::uint64_t k_all = ~std::uint64_t{0};

// Bit i tells whether byte i of the block, or-ed with `fold`, is `wanted`.
#ifdef __SSE2__
std::uint64_t find_bytes(const char* block, char wanted, char fold = 0) {
  std::uint64_t found = 0;
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + std::size_t{16} * part));
    const __m128i is_equal =
        _mm_cmpeq_epi8(_mm_or_si128(bytes, _mm_set1_epi8(fold)), _mm_set1_epi8(wanted));
    found |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(is_equal))} << 16U * part;
  }
  return found;
}
#else
std::uint64_t find_bytes(const char* block, char wanted, char fold = 0) {
  std::uint64_t found = 0;
  for (std::size_t i = 0; i < JsonScanner::k_block_bytes; ++i) {
    found |= std::uint64_t{(block[i] | fold) == wanted} << i;
  }
  return found;
}
#endif

// `[` and `]` differ from `{` and `}` in this bit, and no other byte becomes one of these by it.
constexpr char k_bracket_bit = 0x20;

// Each bit is the parity of the bits up to it: set from an opening quote on, up to the closing one.
std::uint64_t parity_of(std::uint64_t bits) {
  for (unsigned distance = 1; distance < 64; distance *= 2) {
    bits ^= bits << distance;
  }
  return bits;
}

std::uint64_t bits_above(int bit) {
  return k_all << 1U << static_cast<unsigned>(bit);
}

// The bytes that follow a backslash which is not itself escaped. `carry`: whether the first byte
// does; becomes whether the one behind the block does. Backslashes are rare.
std::uint64_t find_escaped(std::uint64_t backslashes, std::uint64_t& carry) {
  std::uint64_t escaped = carry;
  carry = 0;
  for (; backslashes != 0; backslashes &= backslashes - 1) {
    const std::uint64_t bit = backslashes & (~backslashes + 1);
    if ((escaped & bit) == 0) {
      escaped |= bit << 1U;
      carry = bit >> 63U;
    }
  }
  return escaped;
}

} // namespace

// The bytes of the block that belong to no string.
std::uint64_t JsonScanner::find_outside(const char* block) {
  const std::uint64_t backslashes = find_bytes(block, '\\');
  std::uint64_t quotes = find_bytes(block, '"');
  if ((backslashes | m_is_escaped) != 0) {
    quotes &= ~find_escaped(backslashes, m_is_escaped);
  }
  const std::uint64_t inside = parity_of(quotes) ^ m_inside_string;
  m_inside_string = (inside >> 63U) != 0 ? k_all : 0;
  return ~inside;
}

std::size_t JsonScanner::find_boundary(std::string_view text, std::size_t from) {
  for (; from + k_block_bytes <= text.size(); from += k_block_bytes) {
    const char* const block = text.data() + from;
    const std::uint64_t outside = find_outside(block);
    const std::uint64_t opening = find_bytes(block, '{', k_bracket_bit) & outside;
    const std::uint64_t closing = find_bytes(block, '}', k_bracket_bit) & outside;
    const std::uint64_t brackets = opening | closing;
    if (brackets == 0 && m_depth > 0) {
      continue;
    }
    const std::uint64_t commas = find_bytes(block, ',') & outside;
    // Commas count between elements only.
    std::uint64_t left = brackets | (m_depth == 0 ? commas : 0);
    while (left != 0) {
      const int bit = std::countr_zero(left);
      const std::uint64_t above = bits_above(bit);
      if ((opening >> static_cast<unsigned>(bit) & 1U) != 0) {
        ++m_depth;
        left = brackets & above;
      } else if (m_depth == 0) {
        begin();
        return from + static_cast<std::size_t>(bit);
      } else {
        --m_depth;
        left = (brackets | (m_depth == 0 ? commas : 0)) & above;
      }
    }
  }
  return k_none;
}

} // namespace etalon
