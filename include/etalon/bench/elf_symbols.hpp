#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace etalon {

// Names of the symbols that a shared object (ELF, 64 or 32 bits, little-endian) defines for others:
// the defined entries of its SHT_DYNSYM section (System V ABI, chapter 4). They point into `bytes`.
// Throws Error{corrupt} where `bytes` is no such file or is cut off; never reads beyond them.
std::vector<std::string_view> parse_defined_symbols(std::string_view bytes);

// libstdc++ has two layouts of std::string and std::list; what is compiled against a library must
// take the library's (GCC manual, "Dual ABI").
enum class CxxAbi { old, cxx11 };

// From the mangled names: `__cxx11` or an abi tag `B5cxx11` means the new one; `Ss` (the old
// std::string) without any of these the old one. nullopt where no symbol tells.
std::optional<CxxAbi> detect_cxx_abi(const std::vector<std::string_view>& symbols);

} // namespace etalon
