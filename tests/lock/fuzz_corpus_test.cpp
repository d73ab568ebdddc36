#include <catch2/catch.hpp>
#include <support/lock_properties.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Every file of fuzz/corpus/lock, among them all that a fuzzer ever found.
TEST_CASE("the fuzzers' locks keep their properties", "[lock][fuzz]") {
  int files = 0;
  const std::filesystem::path folder =
      std::filesystem::path(ETALON_SOURCE_DIR) / "fuzz/corpus/lock";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    INFO(entry.path());
    CHECK(broken_lock_property(text).empty());
    ++files;
  }
  CHECK(files > 0);
}
