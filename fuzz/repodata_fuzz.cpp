#include <support/repodata_properties.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!broken_repodata_file_property(bytes).empty()) {
    std::abort();
  }
  return 0;
}
