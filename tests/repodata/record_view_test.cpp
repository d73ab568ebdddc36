#include <etalon/repodata/record_index.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

namespace {

RecordIndex make_index(const ScratchDirectory& scratch, const std::string& json) {
  const IndexSource source = {"c", "https://host/c/linux-64", "linux-64", "x"};
  build_record_index(scratch.files(), json, source, scratch / "index");
  return std::move(*RecordIndex::open(scratch / "index"));
}

std::vector<std::string> texts_of(const TextListView& list) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    texts.emplace_back(list[i]);
  }
  return texts;
}

} // namespace

TEST_CASE("a record read in place says what the decoded one says", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = make_index(scratch, R"({"packages.conda": {"a-1.5-h_3.conda": {
    "name": "a", "version": "1.5", "build": "h_3", "build_number": 3, "subdir": "linux-64",
    "timestamp": 1600000000000, "depends": ["b >=1", "c"], "constrains": ["d <2"],
    "track_features": "x y", "features": "z", "size": 7}}})");
  const std::vector<RecordView> views = index.views("a");
  REQUIRE(views.size() == 1);
  CHECK(views[0].version() == "1.5");
  CHECK(views[0].build() == "h_3");
  CHECK(views[0].build_number() == 3);
  CHECK(views[0].subdir() == "linux-64");
  CHECK(views[0].timestamp() == 1600000000000);
  CHECK(texts_of(views[0].depends()) == std::vector<std::string>{"b >=1", "c"});
  CHECK(texts_of(views[0].constrains()) == std::vector<std::string>{"d <2"});
  CHECK(texts_of(views[0].track_features()) == std::vector<std::string>{"x", "y"});
  CHECK(views[0].features() == "z");
  const RepoDataRecord decoded = views[0].decode();
  CHECK(decoded.package.version.to_string() == "1.5");
  CHECK(decoded.package.depends == std::vector<std::string>{"b >=1", "c"});
  CHECK(decoded.package.size == 7);
  CHECK(decoded.file_name == "a-1.5-h_3.conda");
  CHECK(decoded.url == "https://host/c/linux-64/a-1.5-h_3.conda");
  CHECK(index.views("b").empty());
}

TEST_CASE("equal lists of an index are one", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = make_index(scratch, R"({"packages": {
    "a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0", "depends": ["b", "c"]},
    "a-2-0.tar.bz2": {"name": "a", "version": "2", "build": "0", "depends": ["b", "c"]},
    "a-3-0.tar.bz2": {"name": "a", "version": "3", "build": "0", "depends": ["c", "b"]}}})");
  const std::vector<RecordView> views = index.views("a");
  REQUIRE(views.size() == 3);
  CHECK(views[0].version() == "3"); // the newest first
  CHECK(views[1].depends().identity() == views[2].depends().identity());
  CHECK(views[0].depends().identity() != views[1].depends().identity());
}
