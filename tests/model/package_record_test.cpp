#include <etalon/model/package_record.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

TEST_CASE("an index.json is read", "[model][record]") {
  const PackageRecord record = parse_package_record(R"({
    "arch": "x86_64", "platform": "linux", "build": "py311h64a7726_0", "build_number": 7,
    "constrains": ["numpy-base <0a0"], "depends": ["libblas >=3.9.0,<4.0a0", "python_abi 3.11.*"],
    "license": "BSD-3-Clause", "license_family": "BSD", "name": "numpy", "subdir": "linux-64",
    "timestamp": 1707225380411, "version": "1.26.4", "track_features": "mkl",
    "md5": "a502d7aad449a1206efb366d6a12c52d", "sha256": "3f4365e1", "size": 8065890,
    "features": "nomkl", "about": {"later": [1, {}]}, "namespace": null})");
  CHECK(record.name == "numpy");
  CHECK(record.version.to_string() == "1.26.4");
  CHECK(record.build == "py311h64a7726_0");
  CHECK(record.build_number == 7);
  CHECK(record.subdir == "linux-64");
  CHECK(record.depends == Strings{"libblas >=3.9.0,<4.0a0", "python_abi 3.11.*"});
  CHECK(record.constrains == Strings{"numpy-base <0a0"});
  CHECK(record.noarch == NoArch::none);
  CHECK(record.track_features == Strings{"mkl"});
  CHECK(record.features == "nomkl");
  CHECK(record.md5 == "a502d7aad449a1206efb366d6a12c52d");
  CHECK(record.sha256 == "3f4365e1");
  CHECK(record.size == 8065890);
  CHECK(record.timestamp == 1707225380411);
  CHECK(record.license == "BSD-3-Clause");
  CHECK(record.license_family == "BSD");
  CHECK(record.arch == "x86_64");
  CHECK(record.platform == "linux");
  CHECK(record.dist_name() == "numpy-1.26.4-py311h64a7726_0");
}

TEST_CASE("absent and null members of a record get their defaults", "[model][record]") {
  const PackageRecord record = parse_package_record(
      R"({"name":"a","version":"1","build":"0","depends":null,"noarch":null,"timestamp":null,
          "license":null,"arch":null,"build_number":null})",
      "noarch");
  CHECK(record.subdir == "noarch");
  CHECK(record.depends.empty());
  CHECK(record.noarch == NoArch::none);
  CHECK(record.timestamp == 0);
  CHECK(record.license.empty());
  CHECK(parse_package_record(R"({"name":"a","version":"1","subdir":"win-64"})", "noarch").subdir ==
        "win-64");
}

TEST_CASE("noarch is read as conda reads it", "[model][record]") {
  const auto noarch = [](const std::string& value) {
    return parse_package_record(R"({"name":"a","version":"1","noarch":)" + value + "}").noarch;
  };
  CHECK(noarch("\"python\"") == NoArch::python);
  CHECK(noarch("\"Python\"") == NoArch::python);
  CHECK(noarch("\"generic\"") == NoArch::generic);
  CHECK(noarch("\"other\"") == NoArch::generic);
  CHECK(noarch("true") == NoArch::generic);
  CHECK(noarch("false") == NoArch::none);
  CHECK(noarch("\"\"") == NoArch::none);
}

TEST_CASE("track_features may be a list or a text", "[model][record]") {
  const auto features = [](const std::string& value) {
    return parse_package_record(R"({"name":"a","version":"1","track_features":)" + value + "}")
        .track_features;
  };
  CHECK(features(R"("mkl nomkl,blas")") == Strings{"mkl", "nomkl", "blas"});
  CHECK(features(R"(["mkl", "x"])") == Strings{"mkl", "x"});
  CHECK(features(R"("")").empty());
}

TEST_CASE("the channel's date of a build comes before the build's own", "[model][record]") {
  const PackageRecord built =
      parse_package_record(R"({"name":"a","version":"1","timestamp":1600000000000})");
  CHECK(built.published_at() == 1600000000000);
  const RepoDataRecord indexed = {
      parse_package_record(
          R"({"name":"a","version":"1","timestamp":1600000000000,"indexed_timestamp":1700000000})"),
      "a-1-0.conda",
      "",
      ""};
  CHECK(indexed.package.published_at() == 1700000000000);
  CHECK(parse_repodata_record(to_repodata_record_json(indexed)).package.indexed_timestamp ==
        1700000000000);
  CHECK(to_index_json(indexed.package).find("indexed_timestamp") == std::string::npos);
}

TEST_CASE("a small timestamp means seconds", "[model][record]") {
  const auto timestamp = [](const std::string& value) {
    return parse_package_record(R"({"name":"a","version":"1","timestamp":)" + value + "}")
        .timestamp;
  };
  CHECK(timestamp("1534952371") == 1534952371000);
  CHECK(timestamp("1534952371.75") == 1534952371000);
  CHECK(timestamp("253402300799") == 253402300799000);
  CHECK(timestamp("253402300800") == 253402300800);
  CHECK(timestamp("315532800") == 315532800000);
  CHECK(timestamp("253402300") == 253402300);
  CHECK(timestamp("0") == 0);
}

TEST_CASE("a record that cannot be one is refused by key", "[model][record]") {
  const auto message = [](std::string_view json) {
    const Error error = thrown_error([&] { parse_package_record(json); });
    CHECK(error.kind() == ErrorKind::corrupt);
    return error.message();
  };
  CHECK(message(R"({"version":"1"})") == "`name` is missing");
  CHECK(message(R"({"name":"","version":"1"})") == "`name` is missing");
  CHECK(message(R"({"name":"a"})") == "`version` is missing");
  CHECK(message(R"({"name":"a","version":1.5})") ==
        "`version` is not a string (line 1, column 23)");
  CHECK(message(R"({"name":"a","version":"1","depends":"b"})") ==
        "`depends` is not a list (line 1, column 37)");
  CHECK(message(R"({"name":"a","version":"1","python_site_packages_path":"../x"})") ==
        "`python_site_packages_path` `../x` leaves the prefix");
  CHECK_THAT(message(R"({"name":"a","version":"1!"})"),
             Catch::Matchers::StartsWith("`version` is no version: "));
}

TEST_CASE("index.json is written sorted and reads back", "[model][record]") {
  PackageRecord record;
  record.name = "numpy";
  record.version = Version::parse("1.26.4");
  record.build = "py_0";
  record.build_number = 3;
  record.subdir = "noarch";
  record.depends = {"python"};
  record.noarch = NoArch::python;
  record.timestamp = 1707225380411;
  record.track_features = {"a", "b"};
  record.license = "MIT";
  record.md5 = "not part of it";
  const std::string json = to_index_json(record);
  CHECK(json == R"({
  "build": "py_0",
  "build_number": 3,
  "constrains": [],
  "depends": [
    "python"
  ],
  "license": "MIT",
  "name": "numpy",
  "noarch": "python",
  "subdir": "noarch",
  "timestamp": 1707225380411,
  "track_features": "a b",
  "version": "1.26.4"
}
)");
  CHECK(to_index_json(parse_package_record(json)) == json);
}

TEST_CASE("a repodata record is written with its place and reads back", "[model][record]") {
  RepoDataRecord record;
  record.package.name = "a";
  record.package.version = Version::parse("1");
  record.package.build = "0";
  record.package.subdir = "noarch";
  record.package.noarch = NoArch::generic;
  record.package.sha256 = "aa";
  record.package.md5 = "bb";
  record.package.size = 5;
  record.file_name = "a-1-0.conda";
  record.url = "https://example.org/c/noarch/a-1-0.conda";
  record.channel = "https://example.org/c";
  const std::string json = to_repodata_record_json(record);
  const RepoDataRecord again = parse_repodata_record(json);
  CHECK(again.url == record.url);
  CHECK(again.file_name == record.file_name);
  CHECK(again.channel == record.channel);
  CHECK(again.package.size == 5);
  CHECK(again.package.noarch == NoArch::generic);
  CHECK(to_repodata_record_json(again) == json);
}

TEST_CASE("a repodata record of another tool loses its secrets and gains a file name",
          "[model][record]") {
  const RepoDataRecord record = parse_repodata_record(
      R"({"name":"a","version":"1","build":"0","subdir":"linux-64",
          "url":"https://me:pw@example.org/t/xy-123/c/linux-64/a-1-0.tar.bz2",
          "channel":"https://example.org/t/xy-123/c/linux-64/"})");
  CHECK(record.url == "https://example.org/c/linux-64/a-1-0.tar.bz2");
  CHECK(record.file_name == "a-1-0.tar.bz2");
  CHECK(record.channel == "https://example.org/c");
}
