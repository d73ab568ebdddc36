#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/archive_properties.hpp>

#include <filesystem>

namespace etalon {

// Among the files are all that the fuzzer ever found.
TEST_CASE("The fuzzer's archives keep their properties", "[archive][fuzz]") {
  int count = 0;
  const std::filesystem::path folder = ETALON_SOURCE_DIR "/fuzz/corpus/archive";
  for (const auto& item : std::filesystem::directory_iterator(folder)) {
    INFO(item.path());
    CHECK(broken_archive_property(read_file(item.path())).empty());
    ++count;
  }
  CHECK(count >= 6);
}

} // namespace etalon
