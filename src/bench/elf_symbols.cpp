#include <etalon/bench/elf_symbols.hpp>
#include <etalon/util/error.hpp>

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

namespace etalon {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorKind::corrupt, "not a readable ELF shared object: " + what);
}

// The bytes [offset, offset + size) of the file; sums that overflow are outside too.
std::string_view piece(std::string_view bytes, std::uint64_t offset, std::uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) {
    fail("it is cut off");
  }
  return bytes.substr(offset, size);
}

// Entry `index` of a table of `entry_size` bytes each, copied: nothing in a file need be aligned.
template <typename Entry>
Entry entry_at(std::string_view table, std::uint64_t index, std::uint64_t entry_size) {
  Entry entry;
  std::memcpy(&entry, piece(table, index * entry_size, sizeof entry).data(), sizeof entry);
  return entry;
}

std::string_view name_at(std::string_view names, std::uint64_t offset) {
  if (offset >= names.size()) {
    fail("a symbol's name lies outside the string table");
  }
  const std::string_view rest = names.substr(offset);
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) {
    fail("the string table has no end");
  }
  return rest.substr(0, end);
}

// The types of one word size; their fields have the same names.
struct Elf64 {
  using Header = Elf64_Ehdr;
  using Section = Elf64_Shdr;
  using Symbol = Elf64_Sym;
};

struct Elf32 {
  using Header = Elf32_Ehdr;
  using Section = Elf32_Shdr;
  using Symbol = Elf32_Sym;
};

template <typename Elf>
std::vector<std::string_view> read_symbols(std::string_view bytes,
                                           const typename Elf::Section& symbols,
                                           const typename Elf::Section& strings) {
  using Symbol = typename Elf::Symbol;
  const std::string_view table = piece(bytes, symbols.sh_offset, symbols.sh_size);
  const std::string_view names = piece(bytes, strings.sh_offset, strings.sh_size);
  std::vector<std::string_view> defined;
  for (std::uint64_t index = 1; index < table.size() / sizeof(Symbol); ++index) {
    const auto symbol = entry_at<Symbol>(table, index, sizeof(Symbol));
    if (symbol.st_shndx != SHN_UNDEF && symbol.st_name != 0) {
      defined.push_back(name_at(names, symbol.st_name));
    }
  }
  return defined;
}

template <typename Elf>
std::vector<std::string_view> read_file_symbols(std::string_view bytes) {
  using Section = typename Elf::Section;
  const auto header = entry_at<typename Elf::Header>(bytes, 0, 0);
  if (header.e_shentsize < sizeof(Section)) {
    fail("it has no section headers");
  }
  const std::string_view sections =
      piece(bytes, header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize);
  for (std::uint64_t index = 0; index < header.e_shnum; ++index) {
    const auto section = entry_at<Section>(sections, index, header.e_shentsize);
    if (section.sh_type == SHT_DYNSYM) {
      if (section.sh_link >= header.e_shnum) {
        fail("its symbols have no string table");
      }
      const auto strings = entry_at<Section>(sections, section.sh_link, header.e_shentsize);
      return read_symbols<Elf>(bytes, section, strings);
    }
  }
  fail("it has no dynamic symbols");
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

} // namespace

std::vector<std::string_view> parse_defined_symbols(std::string_view bytes) {
  if (bytes.substr(0, SELFMAG) != ELFMAG || bytes.size() < EI_NIDENT) {
    fail("it does not begin with the ELF magic");
  }
  if (bytes[EI_DATA] != ELFDATA2LSB) {
    fail("its byte order is another");
  }
  switch (bytes[EI_CLASS]) {
  case ELFCLASS64:
    return read_file_symbols<Elf64>(bytes);
  case ELFCLASS32:
    return read_file_symbols<Elf32>(bytes);
  default:
    fail("its word size is unknown");
  }
}

std::optional<CxxAbi> detect_cxx_abi(const std::vector<std::string_view>& symbols) {
  const auto is_new = [](std::string_view name) {
    return contains(name, "__cxx11") || contains(name, "B5cxx11");
  };
  // `Ss` is the mangling's short name for the old std::string: `RKSs` by reference, `ESs` as the
  // first parameter of a nested function.
  const auto is_old = [](std::string_view name) {
    return name.substr(0, 2) == "_Z" && (contains(name, "RKSs") || contains(name, "ESs"));
  };
  if (std::any_of(symbols.begin(), symbols.end(), is_new)) {
    return CxxAbi::cxx11;
  }
  if (std::any_of(symbols.begin(), symbols.end(), is_old)) {
    return CxxAbi::old;
  }
  return std::nullopt;
}

} // namespace etalon
