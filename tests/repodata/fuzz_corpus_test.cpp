#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/repodata_properties.hpp>
#include <support/shard_properties.hpp>

#include <filesystem>
#include <string>

namespace {

template <typename Property>
void check_corpus(const std::string& name, Property&& broken_property) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(ETALON_SOURCE_DIR "/fuzz/corpus/" + name)) {
    INFO(entry.path());
    CHECK(broken_property(etalon::read_file(entry.path())) == "");
    ++files;
  }
  CHECK(files > 0);
}

} // namespace

TEST_CASE("the fuzzer's shards keep their properties", "[repodata][fuzz]") {
  check_corpus("shard", broken_shard_property);
}

TEST_CASE("the fuzzer's package lists keep their properties", "[repodata][fuzz]") {
  check_corpus("repodata", broken_repodata_file_property);
}
