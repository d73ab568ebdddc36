#include <support/archive_properties.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (!etalon::broken_archive_property({reinterpret_cast<const char*>(data), size}).empty()) {
    std::abort();
  }
  return 0;
}
