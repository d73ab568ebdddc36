#pragma once

#include <cstdint>
#include <string_view>

namespace etalon {

// The CRC-32 of ZIP (ISO 3309, reflected polynomial 0xEDB88320), continued from `crc`; 0 to start.
std::uint32_t crc32(std::uint32_t crc, std::string_view bytes);

} // namespace etalon
