#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/shard_properties.hpp>

#include <filesystem>

TEST_CASE("the fuzzer's shards keep their properties", "[repodata][fuzz]") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(ETALON_SOURCE_DIR "/fuzz/corpus/shard")) {
    INFO(entry.path());
    CHECK(broken_shard_property(etalon::read_file(entry.path())).empty());
    ++files;
  }
  CHECK(files > 0);
}
