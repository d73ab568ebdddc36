#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/pip_properties.hpp>

#include <filesystem>

using namespace etalon;

// Among the files are all that the fuzzer ever found.
TEST_CASE("the fuzzer's files of pip keep their properties", "[pip][fuzz]") {
  int count = 0;
  for (const auto& item :
       std::filesystem::directory_iterator(ETALON_SOURCE_DIR "/fuzz/corpus/pip")) {
    INFO(item.path());
    CHECK(broken_pip_property(read_file(item.path())).empty());
    ++count;
  }
  CHECK(count >= 8);
}
