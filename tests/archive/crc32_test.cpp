#include "archive/crc32.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

namespace etalon {

TEST_CASE("CRC-32 gives the check value of its definition", "[archive][crc32]") {
  CHECK(crc32(0, "123456789") == 0xCBF43926U);
  CHECK(crc32(0, "") == 0U);
}

TEST_CASE("CRC-32 does not depend on how the bytes are cut", "[archive][crc32]") {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) {
    bytes += static_cast<char>(i * 7 + i / 11);
  }
  const std::uint32_t whole = crc32(0, bytes);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{513}}) {
    CHECK(crc32(crc32(0, bytes.substr(0, cut)), bytes.substr(cut)) == whole);
  }
}

} // namespace etalon
