#include <etalon/bench/elf_symbols.hpp>
#include <etalon/util/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// A library of an environment is a stranger's file: whatever it holds, the reader returns names
// that lie within it, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto symbols = etalon::parse_defined_symbols(bytes);
    for (const std::string_view name : symbols) {
      if (name.data() < bytes.data() || name.data() + name.size() > bytes.data() + bytes.size()) {
        std::abort();
      }
    }
    static_cast<void>(etalon::detect_cxx_abi(symbols));
  } catch (const etalon::Error& error) {
    if (error.kind() != etalon::ErrorKind::corrupt) {
      std::abort();
    }
  }
  return 0;
}
