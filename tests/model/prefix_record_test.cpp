#include <etalon/model/prefix_record.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <chrono>
#include <sstream>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

template <typename Action>
std::string corrupt_message(Action action) {
  const Error error = thrown_error(action);
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

std::string paths_message(const std::string& paths) {
  return corrupt_message([&] { PathsJson::parse(R"({"paths_version":1,"paths":)" + paths + "}"); });
}

} // namespace

TEST_CASE("a paths.json is read", "[model][paths]") {
  const PathsJson json = PathsJson::parse(R"({"paths": [
    {"_path": "bin/x", "path_type": "hardlink", "sha256": "aa", "size_in_bytes": 7,
     "prefix_placeholder": "/opt/placehold", "file_mode": "text"},
    {"_path": "lib/l.so", "path_type": "softlink", "sha256": "bb", "size_in_bytes": 0,
     "no_link": true, "inode_paths": ["a", "b"]},
    {"_path": "share/d", "path_type": "directory", "prefix_placeholder": null, "file_mode": null}],
    "paths_version": 1})");
  REQUIRE(json.paths.size() == 3);
  CHECK(json.paths[0].path == "bin/x");
  CHECK(json.paths[0].type == PathType::hardlink);
  CHECK(json.paths[0].sha256 == "aa");
  CHECK(json.paths[0].size == 7);
  CHECK(json.paths[0].prefix_placeholder == "/opt/placehold");
  CHECK(json.paths[0].file_mode == FileMode::text);
  CHECK_FALSE(json.paths[0].no_link);
  CHECK(json.paths[1].type == PathType::softlink);
  CHECK(json.paths[1].no_link);
  CHECK(json.paths[2].type == PathType::directory);
  CHECK(json.paths[2].prefix_placeholder.empty());
}

TEST_CASE("a path that would leave the prefix is refused", "[model][paths]") {
  const auto message = [](const std::string& path) {
    return paths_message(R"([{"_path":")" + path + R"(","path_type":"hardlink"}])");
  };
  CHECK(message("") == "path `` is empty");
  CHECK(message("/etc/passwd") == "path `/etc/passwd` is absolute");
  CHECK(message("..") == "path `..` leaves the prefix");
  CHECK(message("lib/../../x") == "path `lib/../../x` leaves the prefix");
  CHECK(message("lib/..") == "path `lib/..` leaves the prefix");
  CHECK(message("lib//x") == "path `lib//x` has an empty part or `.` in it");
  CHECK(message("./x") == "path `./x` has an empty part or `.` in it");
  CHECK(message("lib/") == "path `lib/` has an empty part or `.` in it");
  CHECK(message("a\\nb") == "path `a\\x0Ab` holds a control character");
  CHECK(message("a\\u0000b") == "path `a\\x00b` holds a control character");
  CHECK(paths_message(R"([{"path_type":"hardlink"}])") == "path `` is empty");
}

TEST_CASE("names with dots and blanks are paths like any other", "[model][paths]") {
  const PathsJson json = PathsJson::parse(
      R"({"paths":[{"_path":"..x/...","path_type":"hardlink"},{"_path":"a b/.c","path_type":"hardlink"}]})");
  CHECK(json.paths.size() == 2);
}

TEST_CASE("a paths.json of unknown kind is refused", "[model][paths]") {
  CHECK(corrupt_message([] { PathsJson::parse(R"({"paths_version":2,"paths":[]})"); }) ==
        "`paths_version` is 2; Etalon knows version 1 (line 1, column 19)");
  CHECK(corrupt_message([] { PathsJson::parse("{}"); }) == "`paths` is missing");
  CHECK(paths_message(R"([{"_path":"a","path_type":"pyc_file"}])") ==
        "`path_type` is `pyc_file`, which Etalon does not know (line 1, column 64)");
  CHECK(paths_message(R"([{"_path":"a","file_mode":"utf-8"}])") ==
        "`file_mode` is `utf-8`, which is neither `text` nor `binary` (line 1, column 61)");
}

TEST_CASE("a paths.json is written sorted and reads back", "[model][paths]") {
  PathsJson json;
  json.paths.resize(3);
  json.paths[0].path = "b";
  json.paths[0].sha256 = "bb";
  json.paths[0].size = 2;
  json.paths[1].path = "a";
  json.paths[1].type = PathType::softlink;
  json.paths[1].no_link = true;
  json.paths[2].path = "c";
  json.paths[2].prefix_placeholder = "/p";
  const std::string text = json.to_json();
  CHECK(text == R"({
  "paths": [
    {
      "_path": "a",
      "no_link": true,
      "path_type": "softlink",
      "size_in_bytes": 0
    },
    {
      "_path": "b",
      "path_type": "hardlink",
      "sha256": "bb",
      "size_in_bytes": 2
    },
    {
      "_path": "c",
      "file_mode": "binary",
      "path_type": "hardlink",
      "prefix_placeholder": "/p",
      "size_in_bytes": 0
    }
  ],
  "paths_version": 1
}
)");
  CHECK(PathsJson::parse(text).to_json() == text);
}

TEST_CASE("a link.json is read and written", "[model][link]") {
  const LinkJson link = LinkJson::parse(
      R"({"noarch": {"type": "python", "entry_points": ["black = black:main"]},
          "package_metadata_version": 1, "preferred_env": null})");
  CHECK(link.noarch == NoArch::python);
  CHECK(link.entry_points == Strings{"black = black:main"});
  CHECK(LinkJson::parse(link.to_json()).entry_points == link.entry_points);
  CHECK(LinkJson::parse(R"({"noarch": "generic"})").noarch == NoArch::generic);
  CHECK(
      LinkJson::parse(R"({"noarch": {"type":"python","entry_points":null}})").entry_points.empty());
  CHECK(LinkJson::parse("{}").noarch == NoArch::none);
  CHECK(LinkJson::parse(LinkJson{}.to_json()).noarch == NoArch::none);
  CHECK(corrupt_message([] { LinkJson::parse(R"({"package_metadata_version":9})"); }) ==
        "`package_metadata_version` is 9; Etalon knows version 1 (line 1, column 30)");
  CHECK(corrupt_message([] { LinkJson::parse(R"({"noarch":"ruby"})"); }) ==
        "`noarch` is `ruby`, which is neither `python` nor `generic` (line 1, column 17)");
}

TEST_CASE("a prefix record reads back as it was written", "[model][prefix]") {
  PrefixRecord record;
  record.repodata.package = parse_package_record(
      R"({"name":"a","version":"1","build":"py_0","subdir":"noarch","noarch":"python","sha256":"cc"})");
  record.repodata.file_name = "a-1-py_0.conda";
  record.repodata.url = "https://example.org/c/noarch/a-1-py_0.conda";
  record.repodata.channel = "c";
  record.extracted_package_dir = "/pkgs/a-1-py_0";
  record.package_tarball_full_path = "/pkgs/a-1-py_0.conda";
  record.files = {"bin/a", "lib/python3.11/site-packages/a.py"};
  record.paths.resize(2);
  record.paths[0].path = "bin/a";
  record.paths[0].type = PathType::unix_python_entry_point;
  record.paths[0].sha256_in_prefix = "dd";
  record.paths[1].path = record.files[1];
  record.paths[1].original_path = "site-packages/a.py";
  record.paths[1].sha256 = "ee";
  record.link_type = LinkType::copy;
  record.link_source = "/pkgs/a-1-py_0";
  record.requested_specs = {"a =1"};
  const std::string json = record.to_json();
  const PrefixRecord again = PrefixRecord::parse(json);
  CHECK(again.to_json() == json);
  CHECK(again.repodata.package.dist_name() == "a-1-py_0");
  CHECK(again.files == record.files);
  CHECK(again.paths[0].type == PathType::unix_python_entry_point);
  CHECK(again.paths[1].original_path == "site-packages/a.py");
  CHECK(again.link_type == LinkType::copy);
  CHECK(again.link_source == record.link_source);
  CHECK(again.extracted_package_dir == record.extracted_package_dir);
  CHECK(again.package_tarball_full_path == record.package_tarball_full_path);
  CHECK(again.requested_specs == Strings{"a =1"});
}

TEST_CASE("a record of conda 4.5 is read", "[model][prefix]") {
  const PrefixRecord record = PrefixRecord::parse(R"({
    "build": "hf3cbc9b_2", "build_number": 2,
    "channel": "https://repo.anaconda.com/pkgs/main/osx-64", "constrains": [], "depends": [],
    "extracted_package_dir": "/pkgs/zlib-1.2.11-hf3cbc9b_2", "features": "",
    "files": ["lib/libz.dylib"], "fn": "zlib-1.2.11-hf3cbc9b_2.tar.bz2", "license": "zlib",
    "link": {"source": "/pkgs/zlib-1.2.11-hf3cbc9b_2", "type": 1}, "name": "zlib",
    "package_tarball_full_path": "/pkgs/zlib-1.2.11-hf3cbc9b_2.tar.bz2",
    "paths_data": {"paths": [{"_path": "lib/libz.dylib", "path_type": "softlink",
      "sha256": "ff", "sha256_in_prefix": "gg", "size_in_bytes": 88}], "paths_version": 1},
    "requested_spec": "None", "subdir": "osx-64", "timestamp": 1529970112,
    "track_features": "", "url": "https://repo.anaconda.com/pkgs/main/osx-64/zlib-1.2.11-hf3cbc9b_2.tar.bz2",
    "version": "1.2.11"})");
  CHECK(record.repodata.channel == "https://repo.anaconda.com/pkgs/main");
  CHECK(record.requested_specs.empty());
  CHECK(record.paths.at(0).sha256_in_prefix == "gg");
  CHECK(record.repodata.package.timestamp == 1529970112000);
}

TEST_CASE("a record of mamba is read", "[model][prefix]") {
  const PrefixRecord record = PrefixRecord::parse(R"({
    "arch": "x86_64", "build": "hd590300_5", "build_number": 5, "build_string": "hd590300_5",
    "channel": "conda-forge", "constrains": [], "defaulted_keys": [], "depends": ["libgcc-ng >=12"],
    "extracted_package_dir": "/pkgs/bzip2-1.0.8-hd590300_5", "files": ["bin/bzcat"],
    "fn": "bzip2-1.0.8-hd590300_5.conda", "license": "bzip2-1.0.6", "link": {
      "source": "/pkgs/bzip2-1.0.8-hd590300_5", "type": 1}, "md5": "69", "name": "bzip2",
    "noarch": null, "package_tarball_full_path": "/pkgs/bzip2-1.0.8-hd590300_5.conda",
    "paths_data": {"paths": [{"_path": "bin/bzcat", "path_type": "hardlink", "sha256": "2e",
      "sha256_in_prefix": "2e", "size_in_bytes": 38}], "paths_version": 1}, "platform": "linux",
    "requested_spec": "bzip2", "sha256": "24", "signatures": "", "size": 254228,
    "subdir": "linux-64", "timestamp": 1699280668, "track_features": "",
    "url": "https://conda.anaconda.org/conda-forge/linux-64/bzip2-1.0.8-hd590300_5.conda",
    "version": "1.0.8"})");
  CHECK(record.requested_specs == Strings{"bzip2"});
  CHECK(record.repodata.channel == "conda-forge");
  CHECK(record.repodata.package.noarch == NoArch::none);
}

TEST_CASE("a record of pixi is read", "[model][prefix]") {
  const PrefixRecord record = PrefixRecord::parse(R"({
    "name": "tzdata", "version": "2024a", "build": "h0c530f3_0", "build_number": 0,
    "depends": [], "subdir": "noarch", "noarch": "generic", "fn": "tzdata-2024a-h0c530f3_0.conda",
    "url": "https://conda.anaconda.org/conda-forge/noarch/tzdata-2024a-h0c530f3_0.conda",
    "channel": "https://conda.anaconda.org/conda-forge/", "files": ["share/zoneinfo/UTC"],
    "paths_data": {"paths_version": 1, "paths": [
      {"_path": "share/zoneinfo/UTC", "path_type": "hardlink", "sha256": "8b", "size_in_bytes": 114,
       "original_path": "share/zoneinfo/UTC", "no_link": false},
      {"_path": "Scripts/x.exe", "path_type": "windows_python_entry_point_exe"}]},
    "link": {"source": "/cache/pkgs/tzdata", "type": 1}, "requested_spec": null})");
  CHECK(record.repodata.channel == "https://conda.anaconda.org/conda-forge");
  CHECK(record.repodata.package.noarch == NoArch::generic);
  CHECK(record.paths.at(1).type == PathType::hardlink);
  CHECK(record.requested_specs.empty());
}

TEST_CASE("records with one of the two lists of paths are completed", "[model][prefix]") {
  const PrefixRecord old =
      PrefixRecord::parse(R"({"name":"a","version":"1","build":"0","files":["x","y"]})");
  REQUIRE(old.paths.size() == 2);
  CHECK(old.paths[1].path == "y");
  CHECK(old.paths[1].sha256.empty());
  const PrefixRecord other = PrefixRecord::parse(
      R"({"name":"a","version":"1","build":"0","paths_data":{"paths":[{"_path":"x"}]}})");
  CHECK(other.files == Strings{"x"});
}

TEST_CASE("a prefix record that cannot be one is refused", "[model][prefix]") {
  const auto message = [](const std::string& members) {
    return corrupt_message(
        [&] { PrefixRecord::parse(R"({"name":"a","version":"1","build":"0",)" + members + "}"); });
  };
  CHECK(message(R"("files":["../x"])") == "path `../x` leaves the prefix");
  CHECK(message(R"("paths_data":{"paths":[{"_path":"/x"}]})") == "path `/x` is absolute");
  CHECK(message(R"("link":{"type":5})") == "`type` is 5, not 1 to 4 (line 1, column 55)");
  CHECK(message(R"("paths_data":{"paths":[{"_path":"x","original_path":"../y"}]})") ==
        "path `../y` leaves the prefix");
}

TEST_CASE("the paths of a large package are read in a moment", "[model][paths]") {
  std::ostringstream json;
  json << R"({"paths":[)";
  const int count = 60000;
  for (int i = 0; i < count; ++i) {
    json << (i == 0 ? "" : ",") << R"({"_path":"include/ATen/ops/some_operator_native_)" << i
         << R"(.h","path_type":"hardlink","sha256":")" << std::string(64, 'a')
         << R"(","size_in_bytes":)" << i << "}";
  }
  json << R"(],"paths_version":1})";
  const std::string text = json.str();
  const auto start = std::chrono::steady_clock::now();
  CHECK(PathsJson::parse(text).paths.size() == count);
  // A few hundred milliseconds without optimisation on a busy machine; a tree first, or anything
  // quadratic, takes far longer.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}
