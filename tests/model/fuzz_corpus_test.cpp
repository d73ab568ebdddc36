#include <catch2/catch.hpp>
#include <support/document_properties.hpp>
#include <support/model_properties.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

// Every file of fuzz/corpus/NAME, among them all that a fuzzer ever found.
template <typename Property>
void replay(const std::string& name, Property broken_property) {
  int files = 0;
  const std::filesystem::path folder =
      std::filesystem::path(ETALON_SOURCE_DIR) / "fuzz/corpus" / name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    INFO(entry.path());
    CHECK(broken_property(text).empty());
    ++files;
  }
  CHECK(files > 0);
}

} // namespace

TEST_CASE("the fuzzers' versions keep their properties", "[model][fuzz]") {
  replay("version", broken_version_property);
}

TEST_CASE("the fuzzers' specs keep their properties", "[model][fuzz]") {
  replay("match_spec", broken_spec_property);
}

TEST_CASE("the fuzzers' manifests keep their properties", "[model][fuzz]") {
  replay("manifest", broken_manifest_property);
}

TEST_CASE("the fuzzers' records keep their properties", "[model][fuzz]") {
  replay("record", broken_record_property);
}
