#include <etalon/repodata/record_index.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

#include <string>
#include <vector>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

RecordIndex index_of(const ScratchDirectory& scratch, const std::string& packages) {
  const IndexSource source = {"c", "https://host/c/linux-64", "linux-64", "x"};
  build_record_index(
      scratch.files(), R"({"packages.conda": {)" + packages + "}}", source, scratch / "index");
  return std::move(*RecordIndex::open(scratch / "index"));
}

std::string package(const std::string& version, int build_number, const std::string& more = "") {
  const std::string build = "h_" + std::to_string(build_number);
  return "\"a-" + version + "-" + build + R"(.conda": {"name": "a", "version": ")" + version +
         R"(", "build": ")" + build + R"(", "build_number": )" + std::to_string(build_number) +
         more + "}";
}

// "VERSION BUILD RANK" for each, in their order.
Strings in_order(const NameRecords& records) {
  Strings texts;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    const RecordKey& key = records.key(i);
    CHECK(records.view(i).version() == records.version(key.version));
    CHECK(records.view(i).build() == records.build(i));
    CHECK(records.view(i).build_number() == key.build_number);
    texts.push_back(std::string(records.version(key.version)) + " " +
                    std::string(records.build(i)) + " " +
                    std::to_string(records.version_rank(key.version)));
  }
  return texts;
}

} // namespace

TEST_CASE("the records of a name lie newest first, of equal versions the greatest build number",
          "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index =
      index_of(scratch,
               package("1.9", 0) + "," + package("1.10", 0) + "," + package("1.10", 2) + "," +
                   package("1.10.0", 1) + "," + package("1.10rc1", 7));
  const NameRecords records = index.find("a");
  CHECK(in_order(records) ==
        Strings{"1.10 h_2 3", "1.10.0 h_1 3", "1.10 h_0 3", "1.10rc1 h_7 2", "1.9 h_0 1"});
  CHECK(records.version_count() == 4);
  CHECK(records.version(0) == "1.9");
  CHECK(records.version_rank(2) == records.version_rank(3)); // 1.10 and 1.10.0
}

TEST_CASE("records with features come after all without", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index =
      index_of(scratch,
               package("2", 0, R"(, "track_features": "x y")") + "," +
                   package("3", 0, R"(, "features": "z")") + "," + package("1", 0));
  const NameRecords records = index.find("a");
  CHECK(in_order(records) == Strings{"1 h_0 1", "3 h_0 3", "2 h_0 2"});
  CHECK(records.key(0).feature_count == 0);
  CHECK(records.key(1).feature_count == 1);
  CHECK(records.key(2).feature_count == 2);
  CHECK(index.find("b").size() == 0);
}
