#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

RecordIndex build(const ScratchDirectory& scratch, const std::string& text) {
  build_record_index(scratch.files(),
                     text,
                     {"chan", "https://host/chan/linux-64", "linux-64", "https://host/x"},
                     scratch / "a.index");
  return RecordIndex::open(scratch / "a.index").value();
}

Strings files_of(const std::string& text, const std::string& name = "a") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, text);
  Strings files;
  for (const RepoDataRecord& record : index.records(name)) {
    files.push_back(record.file_name);
  }
  return files;
}

// {"name": "a", "version": "1", "build": BUILD, "depends": [DEPENDS]}
std::string record(const std::string& build, const std::string& depends = "") {
  return R"({"name": "a", "version": "1", "build": ")" + build + R"(", "depends": [)" +
         (depends.empty() ? "" : "\"" + depends + "\"") + "]}";
}

} // namespace

TEST_CASE("records of repodata v3 stand beside the older ones", "[repodata][v3]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch,
                                  R"({"repodata_version": 1, "info": {"subdir": "linux-64",
      "repodata_revisions": {"v3": {"message": "new", "n_packages": 2}}},
    "packages": {"a-1-0.tar.bz2": )" + record("0", "b >=1") +
                                      R"(},
    "v3": {"conda": {"a-1-1": )" + record("1", "b[version='>=2',when='__unix']") +
                                      R"(},
           "tar.bz2": {"a-1-2": )" + record("2") +
                                      R"(},
           "whl": {"w-1-py3_none_any": {"name": "w", "version": "1", "build": "py3_none_any"}}}})");
  CHECK(index.names() == Strings{"a"});
  CHECK(index.skipped_count() == 0);
  const std::vector<RepoDataRecord> records = index.records("a");
  REQUIRE(records.size() == 3);
  CHECK(records[0].file_name == "a-1-0.tar.bz2");
  CHECK(records[1].file_name == "a-1-1.conda");
  CHECK(records[1].url == "https://host/chan/linux-64/a-1-1.conda");
  CHECK(records[1].package.depends == Strings{"b[version='>=2',when='__unix']"});
  CHECK(records[2].file_name == "a-1-2.tar.bz2");
}

TEST_CASE("of a file in two revisions the later counts, whatever their order", "[repodata][v3]") {
  const std::string first = R"("packages.conda": {"a-1-0.conda": )" + record("0", "old") + "}";
  const std::string third = R"("v3": {"conda": {"a-1-0": )" + record("0", "new") + "}}";
  for (const std::string& text :
       {"{" + first + ", " + third + "}", "{" + third + ", " + first + "}"}) {
    INFO(text);
    const ScratchDirectory scratch;
    const RecordIndex index = build(scratch, text);
    REQUIRE(index.records("a").size() == 1);
    CHECK(index.records("a").at(0).package.depends == Strings{"new"});
    CHECK(index.record_count() == 1);
  }
}

TEST_CASE("a bad record of repodata v3 hides no other", "[repodata][v3]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch,
                                  R"({"v3": {"conda": {"x-1-0": {"name": "x"}, "a-1-0": )" +
                                      record("0") + R"(, "y-1-0": 7}}})");
  CHECK(index.names() == Strings{"a"});
  CHECK(index.skipped_count() == 2);
  CHECK(thrown_error([&] { build(scratch, R"({"v3": []})"); }).causes() ==
        Strings{"it is damaged at byte 7: there must be an object"});
}

TEST_CASE("removed files are not offered", "[repodata][index]") {
  const std::string packages = R"("packages": {"a-1-0.tar.bz2": )" + record("0") +
                               R"(, "a-1-1.tar.bz2": )" + record("1") +
                               R"(}, "packages.conda": {"a-1-1.conda": )" + record("1") +
                               R"(, "odd.conda": )" + record("2") + "}";
  CHECK(files_of("{" + packages + R"(, "removed": []})") ==
        Strings{"a-1-0.tar.bz2", "a-1-1.conda", "odd.conda"});
  CHECK(files_of("{" + packages +
                 R"(, "removed": ["a-1-1.conda", "odd.conda", "gone-1-0.conda"]})") ==
        Strings{"a-1-0.tar.bz2", "a-1-1.tar.bz2"});
  CHECK(files_of(R"({"removed": ["a-1-0.tar.bz2", 7, "-", "--.conda", "a-1-.conda", "x"], )" +
                 packages + "}") == Strings{"a-1-1.conda", "odd.conda"});
  CHECK(files_of("{" + packages + R"(, "removed": {}})").size() == 3);
}

TEST_CASE("of a file that is there twice the last counts", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(
      scratch,
      R"({"packages.conda": {"a-1-0.conda": )" + record("0", "x") + R"(, "a-1-0.conda": )" +
          record("0", "y") + R"(}, "packages.conda": {"a-1-0.conda": )" + record("0", "z") + "}}");
  REQUIRE(index.records("a").size() == 1);
  CHECK(index.records("a").at(0).package.depends == Strings{"z"});
}

TEST_CASE("a key that is there twice has its last value", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({"packages.conda": {"a-1-0.conda": {"name": "b",
    "name": "a", "version": "2", "version": "1", "build": "0",
    "depends": ["x"], "depends": ["y", "z"]}}})");
  REQUIRE(index.records("a").size() == 1);
  CHECK(index.records("a").at(0).package.depends == Strings{"y", "z"});
}

TEST_CASE("what would lead out of a folder is no record", "[repodata][index]") {
  const auto is_skipped = [](const std::string& file, const std::string& members) {
    const ScratchDirectory scratch;
    const RecordIndex index = build(scratch,
                                    R"({"packages.conda": {")" + file + R"(": {)" + members +
                                        R"(}, "a-1-0.conda": )" + record("0") + "}}");
    CHECK(index.records("a").size() == 1);
    return index.skipped_count() == 1;
  };
  CHECK(is_skipped("../x-1-0.conda", R"("name": "x", "version": "1", "build": "0")"));
  CHECK(is_skipped("x-1-0.conda", R"("name": "../x", "version": "1", "build": "0")"));
  CHECK(is_skipped("x-1-0.conda", R"("name": "x", "version": "1", "build": "/0")"));
  CHECK(is_skipped("x-1-0.conda", R"("name": "x\\y", "version": "1", "build": "0")"));
  CHECK(is_skipped("x-1-0.conda", R"("name": "x\u001b[2J", "version": "1", "build": "0")"));
  CHECK(is_skipped("x-1-0.conda", R"("name": "x", "version": "1", "build": "\u0000")"));
}

TEST_CASE("text that is no text costs its record only", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({"packages.conda": {
    "x-1-0.conda": {"name": "\ud800", "version": "1", "build": "0"},
    "\q-1-0.conda": {"name": "q", "version": "1", "build": "0"},
    "y-1-0.conda": {"name": "y", "version": "1", "build": "0", "depends": ["\x"]},
    "z-1-0.conda": {"name": "z", "\q": 1, "version": "1", "build": "0", "license": "\q"},
    "a-1-0.conda": )" + record("0") + "}}");
  CHECK(index.names() == Strings{"a", "z"});
  CHECK(index.skipped_count() == 3);
}
