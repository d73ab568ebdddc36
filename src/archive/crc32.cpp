#include "crc32.hpp"

#include <array>
#include <cstddef>

namespace etalon {
namespace {

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

// Eight tables let eight bytes go through at once (Kounavis and Berry, 2005: "slicing-by-8").
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    tables[0][byte] = value;
  }
  for (std::size_t table = 1; table < 8; ++table) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[table - 1][byte];
      tables[table][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables k_tables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

} // namespace

std::uint32_t crc32(std::uint32_t crc, std::string_view bytes) {
  crc = ~crc;
  while (bytes.size() >= 8) {
    const std::uint32_t low = crc ^ (byte_at(bytes, 0) | byte_at(bytes, 1) << 8U |
                                     byte_at(bytes, 2) << 16U | byte_at(bytes, 3) << 24U);
    crc = k_tables[7][low & 0xFFU] ^ k_tables[6][(low >> 8U) & 0xFFU] ^
          k_tables[5][(low >> 16U) & 0xFFU] ^ k_tables[4][low >> 24U] ^
          k_tables[3][byte_at(bytes, 4)] ^ k_tables[2][byte_at(bytes, 5)] ^
          k_tables[1][byte_at(bytes, 6)] ^ k_tables[0][byte_at(bytes, 7)];
    bytes.remove_prefix(8);
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    crc = (crc >> 8U) ^ k_tables[0][(crc ^ byte_at(bytes, i)) & 0xFFU];
  }
  return ~crc;
}

} // namespace etalon
