#include <etalon/bench/elf_symbols.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <elf.h>
#include <support/thrown_error.hpp>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <random>

namespace etalon {

namespace {

// libstdc++ of the machine: both ABIs are in it. It is wherever this process has it from.
std::string libstdcxx() {
  for (const char* path : {"/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
                           "/usr/lib/aarch64-linux-gnu/libstdc++.so.6",
                           "/usr/lib64/libstdc++.so.6"}) {
    if (std::filesystem::exists(path)) {
      return path;
    }
  }
  return "";
}

// A minimal 64-bit shared object: header, string table, symbols, three section headers.
struct TinyObject {
  std::string strings = std::string("\0defined\0absent\0", 16);
  std::vector<Elf64_Sym> symbols = {{}, symbol(1, 7), symbol(9, SHN_UNDEF)};
  std::uint32_t string_section = 2;
  std::uint64_t symbol_offset = 0;

  static Elf64_Sym symbol(std::uint32_t name, std::uint16_t section) {
    Elf64_Sym made{};
    made.st_name = name;
    made.st_shndx = section;
    return made;
  }

  [[nodiscard]] std::string bytes() const {
    const std::size_t symbols_size = symbols.size() * sizeof(Elf64_Sym);
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 3;
    header.e_shoff = sizeof header + strings.size() + symbols_size;
    Elf64_Shdr sections[3] = {};
    sections[1].sh_type = SHT_DYNSYM;
    sections[1].sh_offset = symbol_offset != 0 ? symbol_offset : sizeof header + strings.size();
    sections[1].sh_size = symbols_size;
    sections[1].sh_link = string_section;
    sections[2].sh_type = SHT_STRTAB;
    sections[2].sh_offset = sizeof header;
    sections[2].sh_size = strings.size();
    std::string out(reinterpret_cast<const char*>(&header), sizeof header);
    out += strings;
    out.append(reinterpret_cast<const char*>(symbols.data()), symbols_size);
    out.append(reinterpret_cast<const char*>(sections), sizeof sections);
    return out;
  }
};

std::string cause_of(const std::string& bytes) {
  const Error error = thrown_error([&] { parse_defined_symbols(bytes); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

} // namespace

TEST_CASE("the defined dynamic symbols of a real library are read", "[bench][elf]") {
  const std::string path = libstdcxx();
  REQUIRE_FALSE(path.empty());
  const std::string bytes = read_file(path);
  const std::vector<std::string_view> symbols = parse_defined_symbols(bytes);
  CHECK(symbols.size() > 3000);
  CHECK(std::count(symbols.begin(), symbols.end(), "__cxa_throw") == 1);
  CHECK(std::count(symbols.begin(), symbols.end(), "malloc") == 0); // it uses, not defines it
  CHECK(detect_cxx_abi(symbols) == CxxAbi::cxx11);
}

TEST_CASE("only symbols that are defined are listed", "[bench][elf]") {
  const std::string bytes = TinyObject().bytes();
  CHECK(parse_defined_symbols(bytes) == std::vector<std::string_view>{"defined"});
}

TEST_CASE("the ABI is known by the mangled names", "[bench][elf]") {
  using Names = std::vector<std::string_view>;
  CHECK(detect_cxx_abi(Names{"_ZN3c106detail14torchCheckFailEPKcS2_jRKNSt7__cxx1112basic_stringI"
                             "cSt11char_traitsIcESaIcEEE"}) == CxxAbi::cxx11);
  CHECK(detect_cxx_abi(Names{"_ZNK3c105Error4nameB5cxx11Ev"}) == CxxAbi::cxx11);
  CHECK(detect_cxx_abi(Names{"_ZN3c106detail14torchCheckFailEPKcS2_jRKSs"}) == CxxAbi::old);
  CHECK(detect_cxx_abi(Names{"_ZN3c105ErrorC1ESsSsPKv"}) == CxxAbi::old);
  CHECK_FALSE(detect_cxx_abi(Names{"malloc", "_ZN3c109GetCPUInfoEv", "ESs"}).has_value());
  CHECK_FALSE(detect_cxx_abi(Names{}).has_value());
}

TEST_CASE("what is no ELF file is refused with the reason", "[bench][elf]") {
  const std::string start = "not a readable ELF shared object: ";
  CHECK(cause_of("") == start + "it does not begin with the ELF magic");
  CHECK(cause_of("!<arch>\n") == start + "it does not begin with the ELF magic");
  CHECK(cause_of("\x7f"
                 "ELF") == start + "it does not begin with the ELF magic");
  std::string bytes = TinyObject().bytes();
  bytes[EI_DATA] = ELFDATA2MSB;
  CHECK(cause_of(bytes) == start + "its byte order is another");
  bytes[EI_DATA] = ELFDATA2LSB;
  bytes[EI_CLASS] = 9;
  CHECK(cause_of(bytes) == start + "its word size is unknown");
  bytes[EI_CLASS] = ELFCLASS32; // 64-bit fields read as 32-bit ones
  CHECK_THROWS_AS(parse_defined_symbols(bytes), Error);
}

TEST_CASE("tables that point nowhere are refused", "[bench][elf]") {
  const std::string start = "not a readable ELF shared object: ";
  TinyObject object;
  object.string_section = 3;
  CHECK(cause_of(object.bytes()) == start + "its symbols have no string table");

  object = TinyObject();
  object.symbol_offset = ~std::uint64_t{8};
  CHECK(cause_of(object.bytes()) == start + "it is cut off");

  object = TinyObject();
  object.symbols[1].st_name = 1000;
  CHECK(cause_of(object.bytes()) == start + "a symbol's name lies outside the string table");

  object = TinyObject();
  object.strings.back() = 'x';
  object.symbols[1].st_name = 9;
  CHECK(cause_of(object.bytes()) == start + "the string table has no end");

  std::string bytes = TinyObject().bytes();
  Elf64_Ehdr header{};
  std::memcpy(&header, bytes.data(), sizeof header);
  header.e_shentsize = 8;
  std::memcpy(bytes.data(), &header, sizeof header);
  CHECK(cause_of(bytes) == start + "it has no section headers");
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 1;
  std::memcpy(bytes.data(), &header, sizeof header);
  CHECK(cause_of(bytes) == start + "it has no dynamic symbols");
}

TEST_CASE("a file cut off anywhere is an error or a list, never more", "[bench][elf]") {
  const std::string whole = TinyObject().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that a sanitizer sees a read behind its end.
    const std::string cut = whole.substr(0, size);
    CHECK_THROWS_AS(parse_defined_symbols(std::string(cut)), Error);
  }
}

TEST_CASE("the corpus of the fuzzer does no harm", "[bench][elf]") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(ETALON_SOURCE_DIR "/fuzz/corpus/elf")) {
    ++files;
    try {
      static_cast<void>(parse_defined_symbols(read_file(entry.path())));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::corrupt);
    }
  }
  CHECK(files > 0);
}

TEST_CASE("changed bytes do no harm", "[bench][elf]") {
  const std::string whole = TinyObject().bytes();
  std::mt19937 generator(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (unsigned changes = generator() % 4 + 1; changes > 0; --changes) {
      bytes[generator() % bytes.size()] = static_cast<char>(generator());
    }
    try {
      for (const std::string_view name : parse_defined_symbols(bytes)) {
        REQUIRE(name.data() >= bytes.data());
        REQUIRE(name.data() + name.size() <= bytes.data() + bytes.size());
      }
    } catch (const Error& error) {
      REQUIRE(error.kind() == ErrorKind::corrupt);
    }
  }
}

} // namespace etalon
