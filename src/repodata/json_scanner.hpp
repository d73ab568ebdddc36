#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace etalon {

// Finds where the elements of a JSON object or array end, without looking at what they are: it
// knows strings, escapes and the depth of brackets, 64 bytes a step. It does not verify: what is no
// JSON gives some boundaries, and whoever parses what lies between them tells.
class JsonScanner {
public:
  static constexpr std::size_t k_block_bytes = 64;

  // The next that is looked at is the first byte of an element, or of the blank before it.
  void begin() { *this = JsonScanner(); }

  // The place of the next comma between elements, or of the bracket that ends their container;
  // k_none where it is not in the whole blocks from `from` on. Then the scan has come to
  // text.size() - (text.size() - from) % k_block_bytes and wants to be given all from there on.
  // After a boundary the next scan begins behind it.
  [[nodiscard]] std::size_t find_boundary(std::string_view text, std::size_t from);

  static constexpr std::size_t k_none = std::string_view::npos;

private:
  [[nodiscard]] std::uint64_t find_outside(const char* block);

  std::uint64_t m_depth = 0;         // brackets open inside the element
  std::uint64_t m_inside_string = 0; // all bits set where the last block ended in one
  std::uint64_t m_is_escaped = 0;    // 1 where the next byte follows a backslash
};

} // namespace etalon
