#include <etalon/repodata/record_index.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

const IndexSource k_source = {
    "conda-forge", "https://host/conda-forge/linux-64", "linux-64", "https://host/x/repodata.json"};

RecordIndex build(const ScratchDirectory& scratch, const std::string& text) {
  build_record_index(scratch.files(), text, k_source, scratch / "a.index");
  std::optional<RecordIndex> index = RecordIndex::open(scratch / "a.index");
  REQUIRE(index);
  return std::move(*index);
}

// A repodata.json whose packages.conda has a good record beside `record`.
std::string with_record(const std::string& record) {
  return R"({"packages.conda": {"bad-1-0.conda": )" + record +
         R"(, "good-1-0.conda": {"name": "good", "version": "1", "build": "0"}}})";
}

void check_skipped(const std::string& record) {
  INFO(record);
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, with_record(record));
  CHECK(index.names() == Strings{"good"});
  CHECK(index.skipped_count() == 1);
}

Error build_error(const std::string& text) {
  return thrown_error([&] {
    const ScratchDirectory scratch;
    build(scratch, text);
  });
}

} // namespace

TEST_CASE("a record has all its fields", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({
    "info": {"subdir": "linux-64"}, "repodata_version": 1, "removed": ["old-1-0.conda"],
    "packages": {"python-3.12.0-h_0.tar.bz2": {
      "name": "python", "version": "3.12.0", "build": "h_0", "build_number": 7,
      "depends": ["a >=1", "b"], "constrains": ["c <2"], "noarch": "generic",
      "track_features": "x, y z", "features": "f", "arch": "x86_64", "platform": "linux",
      "md5": "000102030405060708090a0b0c0d0e0f",
      "sha256": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
      "size": 12345678901, "timestamp": 1700000000, "indexed_timestamp": 1710000000123,
      "license": "PSF \u00e9", "license_family": "PSF",
      "subdir": "linux-32", "python_site_packages_path": "lib/python3.12/site-packages",
      "unknown": [{"a": 1}]}}})");
  CHECK(index.subdir() == "linux-64");
  CHECK(index.record_count() == 1);
  CHECK(index.skipped_count() == 0);
  const std::vector<RepoDataRecord> records = index.records("python");
  REQUIRE(records.size() == 1);
  const RepoDataRecord& record = records.front();
  const PackageRecord& package = record.package;
  CHECK(package.name == "python");
  CHECK(package.version.to_string() == "3.12.0");
  CHECK(package.build == "h_0");
  CHECK(package.build_number == 7);
  CHECK(package.subdir == "linux-32");
  CHECK(package.depends == Strings{"a >=1", "b"});
  CHECK(package.constrains == Strings{"c <2"});
  CHECK(package.noarch == NoArch::generic);
  CHECK(package.track_features == Strings{"x", "y", "z"});
  CHECK(package.features == "f");
  CHECK(package.arch == "x86_64");
  CHECK(package.platform == "linux");
  CHECK(package.md5 == "000102030405060708090a0b0c0d0e0f");
  CHECK(package.sha256 == "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  CHECK(package.size == 12345678901);
  CHECK(package.timestamp == 1700000000000);
  CHECK(package.indexed_timestamp == 1710000000123);
  CHECK(package.license == "PSF \xC3\xA9");
  CHECK(package.license_family == "PSF");
  CHECK(package.python_site_packages_path == "lib/python3.12/site-packages");
  CHECK(record.file_name == "python-3.12.0-h_0.tar.bz2");
  CHECK(record.url == "https://host/conda-forge/linux-64/python-3.12.0-h_0.tar.bz2");
  CHECK(record.channel == "conda-forge");
}

TEST_CASE("what a record leaves out has its default", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, with_record("{}"));
  const RepoDataRecord record = index.records("good").at(0);
  CHECK(record.package.subdir == "linux-64");
  CHECK(record.package.md5.empty());
  CHECK(record.package.sha256.empty());
  CHECK(record.package.depends.empty());
  CHECK(record.package.noarch == NoArch::none);
  CHECK(record.package.timestamp == 0);
}

TEST_CASE("null is as good as left out", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index =
      build(scratch,
            R"({"packages": {"a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0",
            "noarch": null, "depends": null, "md5": null, "size": null, "license": null}}})");
  CHECK(index.records("a").size() == 1);
}

TEST_CASE("records are found by name, in the source's order", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({"packages.conda": {
    "b-2-0.conda": {"name": "b", "version": "2", "build": "0"},
    "a-1-0.conda": {"name": "a", "version": "1", "build": "0"},
    "b-1-0.conda": {"name": "b", "version": "1", "build": "0"},
    "b_-1-0.conda": {"name": "b_", "version": "1", "build": "0"}}, "packages": {
    "b-0-0.tar.bz2": {"name": "b", "version": "0", "build": "0"}}})");
  CHECK(index.names() == Strings{"a", "b", "b_"});
  Strings versions;
  for (const RepoDataRecord& record : index.records("b")) {
    versions.push_back(record.package.version.to_string());
  }
  CHECK(versions == Strings{"2", "1", "0"});
  CHECK(index.has_name("a"));
  CHECK_FALSE(index.has_name("aa"));
  CHECK_FALSE(index.has_name(""));
  CHECK_FALSE(index.has_name("c"));
  CHECK(index.records("c").empty());
}

TEST_CASE("the .conda of a build is preferred to its .tar.bz2", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({"packages": {
    "a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0"},
    "a-1-1.tar.bz2": {"name": "a", "version": "1", "build": "1"}}, "packages.conda": {
    "a-1-0.conda": {"name": "a", "version": "1", "build": "0"}}})");
  REQUIRE(index.records("a").size() == 2);
  CHECK(index.records("a").at(0).file_name == "a-1-1.tar.bz2");
  CHECK(index.records("a").at(1).file_name == "a-1-0.conda");
  CHECK(index.record_count() == 2);
}

TEST_CASE("a file name of its own is kept and encoded in the URL", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(scratch, R"({"packages.conda": {
    "odd name.conda": {"name": "a", "version": "1!2+3", "build": "0"},
    "a-1!2+3-1.conda": {"name": "a", "version": "1!2+3", "build": "1"}}})");
  CHECK(index.records("a").at(0).file_name == "odd name.conda");
  CHECK(index.records("a").at(0).url == "https://host/conda-forge/linux-64/odd%20name.conda");
  CHECK(index.records("a").at(1).file_name == "a-1!2+3-1.conda");
  CHECK(index.records("a").at(1).url == "https://host/conda-forge/linux-64/a-1%212%2B3-1.conda");
}

TEST_CASE("a bad record hides no other", "[repodata][index]") {
  check_skipped(R"({"version": "1", "build": "0"})");
  check_skipped(R"({"name": "bad", "build": "0"})");
  check_skipped(R"({"name": "", "version": "1", "build": "0"})");
  check_skipped(R"({"name": 7, "version": "1", "build": "0"})");
  check_skipped(R"({"name": "bad", "version": "1..", "build": "0"})");
  check_skipped(R"({"name": "bad", "version": {"a": [1]}, "build": "0"})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "depends": "a"})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "depends": ["a", 1, {"b": []}]})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "build_number": -1})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "size": "big"})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "sha256": "abc"})");
  check_skipped(R"({"name": "bad", "version": "1", "build": "0", "md5": ["x"]})");
  check_skipped(R"({"name": "python", "version": "1", "python_site_packages_path": "../x"})");
  check_skipped(R"({"name": "python", "version": "1", "python_site_packages_path": "/x"})");
  check_skipped(R"("text")");
  check_skipped("[1, 2]");
}

TEST_CASE("python_site_packages_path counts for python alone", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index = build(
      scratch, with_record(R"({"name": "x", "version": "1", "python_site_packages_path": "/x"})"));
  CHECK(index.records("x").at(0).package.python_site_packages_path.empty());
}

TEST_CASE("noarch is a word or, in old packages, true", "[repodata][index]") {
  const auto noarch_of = [](const std::string& value) {
    const ScratchDirectory scratch;
    const RecordIndex index =
        build(scratch, with_record(R"({"name": "x", "version": "1", "noarch": )" + value + "}"));
    return index.records("x").at(0).package.noarch;
  };
  CHECK(noarch_of("\"python\"") == NoArch::python);
  CHECK(noarch_of("\"generic\"") == NoArch::generic);
  CHECK(noarch_of("true") == NoArch::generic);
  CHECK(noarch_of("false") == NoArch::none);
  CHECK(noarch_of("\"\"") == NoArch::none);
}

TEST_CASE("packages may be served from another place", "[repodata][index]") {
  const ScratchDirectory scratch;
  const RecordIndex index =
      build(scratch,
            R"({"packages": {"a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0"}},
          "info": {"base_url": "https://files.example/x/"}, "repodata_version": 2})");
  CHECK(index.base_url() == "https://files.example/x");
  CHECK(index.records("a").at(0).url == "https://files.example/x/a-1-0.tar.bz2");
  const Error error = build_error(R"({"info": {"base_url": "http://u:p@host/x"}})");
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "cannot read the package list `https://host/x/repodata.json`");
  CHECK(error.causes() == Strings{"its packages are said to be at `http://host/x`, which is less "
                                  "safe than `https://host/conda-forge/linux-64`"});
}

TEST_CASE("an unknown version of the format is refused", "[repodata][index]") {
  const Error error = build_error(R"({"packages": {}, "repodata_version": 3})");
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "cannot read the package list `https://host/x/repodata.json`");
  CHECK(error.causes() == Strings{"its format is of version 3, and versions 1 and 2 are known"});
  CHECK(error.hints() == Strings{"use a newer Etalon: `etalon --version` shows this one's"});
}

TEST_CASE("damaged JSON is told with its place", "[repodata][index]") {
  const std::string good = with_record("{}");
  const Error cut = build_error(good.substr(0, 60));
  CHECK(cut.kind() == ErrorKind::corrupt);
  CHECK(cut.message() == "cannot read the package list `https://host/x/repodata.json`");
  CHECK(cut.causes() == Strings{"it is damaged at byte 60: it ends early"});
  const auto cause_of = [](const std::string& text) {
    const Error error = build_error(text);
    CHECK(error.kind() == ErrorKind::corrupt);
    return error.causes().at(0);
  };
  CHECK(
      cause_of(R"({"packages": {"a-1-0.conda": {"name" "a"}}})") ==
      "it is damaged at byte 39, near the record `a-1-0.conda`: The JSON document has an improper "
      "structure: missing or superfluous commas, braces, missing keys, etc.");
  CHECK(
      cause_of(R"({"packages": {"a": "b": {}, "a-1-0.conda": {}}})") ==
      "it is damaged at byte 22, near the record `a`: The JSON document has an improper structure: "
      "missing or superfluous commas, braces, missing keys, etc.");
  CHECK(cause_of("") == "it is damaged at byte 0: it is empty");
  CHECK(cause_of("<html></html>") == "it is damaged at byte 0: there must be an object");
  CHECK(cause_of("[]") == "it is damaged at byte 0: there must be an object");
  CHECK(cause_of(R"({"packages": []})") == "it is damaged at byte 13: there must be an object");
  CHECK(cause_of("{\"packages\": {\"\xff\": {}}}") ==
        "it is damaged at byte 15: The input is not valid UTF-8");
}

TEST_CASE("damage far into a long list is told with its place", "[repodata][index]") {
  std::string text = R"({"packages.conda": {)";
  for (int i = 0; i < 5000; ++i) { // several pieces of what is read at a time
    text += fmt::format(R"("a-1-{0}.conda": {{"name": "a", "version": "1", "build": "{0}"}}, )", i);
  }
  const std::size_t place = text.size() + 2;
  const Error error = build_error(text + R"("x" "y")");
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.causes() ==
        Strings{fmt::format("it is damaged at byte {}: no JSON goes on like this", place + 4)});
  CHECK(build_error(text + R"("a-2-0.conda": {"name": "a")")
            .causes()
            .at(0)
            .ends_with("it ends early"));
}

TEST_CASE("a record of many megabytes hides no other", "[repodata][index]") {
  const ScratchDirectory scratch;
  const std::string long_text(17UL << 20U, 'x');
  const RecordIndex index = build(
      scratch, with_record(R"({"name": "bad", "version": "1", "license": ")" + long_text + "\"}"));
  CHECK(index.names() == Strings{"good"});
  CHECK(index.skipped_count() == 1);
  const Error error = build_error(R"({"info": {"subdir": ")" + long_text + "\"}}");
  CHECK(error.causes() == Strings{"it is damaged at byte 9: a value is too large"});
}

TEST_CASE("a failed build leaves the index that was there", "[repodata][index]") {
  const ScratchDirectory scratch;
  build(scratch, with_record("{}"));
  CHECK_THROWS_AS(build(scratch, "{"), Error);
  CHECK(RecordIndex::open(scratch / "a.index")->names() == Strings{"good"});
  CHECK(std::distance(std::filesystem::directory_iterator(scratch.path()),
                      std::filesystem::directory_iterator()) == 1);
}
