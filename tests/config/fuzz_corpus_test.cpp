#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/config_properties.hpp>

#include <filesystem>

TEST_CASE("the fuzzer's configuration files keep their properties", "[config][fuzz]") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(ETALON_SOURCE_DIR "/fuzz/corpus/config")) {
    INFO(entry.path());
    CHECK(broken_config_property(etalon::read_file(entry.path())).empty());
    ++files;
  }
  CHECK(files > 0);
}
