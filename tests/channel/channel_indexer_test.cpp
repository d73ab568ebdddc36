#include <etalon/archive/package_reader.hpp>
#include <etalon/channel/channel_indexer.hpp>
#include <etalon/channel/package_builder.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/raw_conda.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/stat.h>
#include <sys/time.h>
#include <zstd.h>

#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

BuiltPackage build(const ScratchDirectory& scratch,
                   const std::string& name,
                   const std::string& build_keys = "") {
  scratch.write("tree-" + name + "/share/" + name, name);
  BuildOptions options;
  options.output_directory = scratch / "channel";
  options.compression_level = 1;
  return build_package(scratch.files(),
                       scratch / ("tree-" + name),
                       Recipe::parse("package: {name: " + name + ", version: \"1.0\"}\nbuild: {" +
                                         build_keys + "}\nrequirements: {run: [zlib]}\n",
                                     "recipe.yml"),
                       options);
}

std::vector<IndexedSubdir> index(const ScratchDirectory& scratch, std::size_t threads = 3) {
  IndexOptions options;
  options.threads = threads;
  return index_channel(scratch.files(), scratch / "channel", options);
}

Json repodata(const ScratchDirectory& scratch, const std::string& subdir) {
  return Json::parse(read_file(scratch / "channel" / subdir / "repodata.json"));
}

std::string index_of(const std::string& name, const std::string& subdir = "linux-64") {
  return Json({{"name", name},
               {"version", "1.0"},
               {"build", "0"},
               {"build_number", 0},
               {"depends", Json::array()},
               {"subdir", subdir},
               {"unknown_key", 7}})
      .dump();
}

std::string conda_with_index(const std::string& index_json) {
  return raw_conda(RawTar(), RawTar().file("info/index.json", index_json));
}

} // namespace

TEST_CASE("A channel's packages are indexed by subdir", "[channel][index]") {
  const ScratchDirectory scratch;
  const BuiltPackage a = build(scratch, "a", "number: 2, track_features: [x]");
  build(scratch, "b");
  build(scratch, "c", "noarch: generic");
  const std::vector<IndexedSubdir> indexed = index(scratch);
  REQUIRE(indexed.size() == 2);
  CHECK(indexed[0].subdir == "linux-64");
  CHECK(indexed[0].packages == 2);
  CHECK(indexed[0].read == 2);
  CHECK(indexed[1].subdir == "noarch");
  CHECK(indexed[1].packages == 1);

  const Json data = repodata(scratch, "linux-64");
  CHECK(data.at("info") == Json({{"subdir", "linux-64"}}));
  CHECK(data.at("repodata_version") == 1);
  CHECK(data.at("packages").empty());
  CHECK(data.at("packages.conda").size() == 2);
  const Json entry = data.at("packages.conda").at("a-1.0-2.conda");
  Json expected = Json::parse(read_info_member(a.path, "info/index.json"));
  expected["size"] = fs::file_size(a.path);
  expected["sha256"] = sha256_file(a.path);
  expected["md5"] = a.record.md5;
  CHECK(entry == expected);
  CHECK(repodata(scratch, "noarch").at("packages.conda").contains("c-1.0-0.conda"));
}

TEST_CASE("repodata.json.zst holds the same bytes", "[channel][index]") {
  const ScratchDirectory scratch;
  build(scratch, "a");
  index(scratch);
  for (const char* subdir : {"linux-64", "noarch"}) {
    const std::string plain = read_file(scratch / "channel" / subdir / "repodata.json");
    const std::string frame = read_file(scratch / "channel" / subdir / "repodata.json.zst");
    std::string back(plain.size(), '\0');
    CHECK(ZSTD_decompress(back.data(), back.size(), frame.data(), frame.size()) == plain.size());
    CHECK(back == plain);
  }
}

TEST_CASE("A second index opens new and changed archives only", "[channel][index]") {
  const ScratchDirectory scratch;
  build(scratch, "a");
  const BuiltPackage b = build(scratch, "b");
  index(scratch);
  const auto time_of = [&] {
    struct stat status {};
    ::stat((scratch / "channel/linux-64/repodata.json").c_str(), &status);
    return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
  };
  const std::string before = read_file(scratch / "channel/linux-64/repodata.json");
  const auto time_before = time_of();
  CHECK(index(scratch, 1)[0].read == 0);
  CHECK(read_file(scratch / "channel/linux-64/repodata.json") == before);
  CHECK(time_of() == time_before); // not even touched

  build(scratch, "c");
  CHECK(index(scratch)[0].read == 1);
  CHECK(repodata(scratch, "linux-64").at("packages.conda").size() == 3);

  const struct timeval times[2] = {{1'000'000, 0}, {1'000'000, 0}};
  REQUIRE(::utimes(b.path.c_str(), times) == 0);
  CHECK(index(scratch)[0].read == 1);

  scratch.files().remove_file(b.path);
  CHECK(index(scratch)[0].packages == 2);
  CHECK_FALSE(repodata(scratch, "linux-64").at("packages.conda").contains("b-1.0-0.conda"));
}

TEST_CASE("A damaged memory of the last index is ignored", "[channel][index]") {
  const ScratchDirectory scratch;
  build(scratch, "a");
  index(scratch);
  const std::string before = read_file(scratch / "channel/linux-64/repodata.json");
  for (const char* text : {"",
                           "{",
                           "[]",
                           "{\"version\": 99, \"files\": {}}",
                           "{\"version\": 1, \"files\": {\"a-1.0-0.conda\": 3}}"}) {
    write_file_atomically(scratch.files(), scratch / "channel/linux-64/.etalon-index.json", text);
    CHECK(index(scratch)[0].read == 1);
    CHECK(read_file(scratch / "channel/linux-64/repodata.json") == before);
  }
}

TEST_CASE("Unknown keys of an index.json are kept, a missing subdir is added", "[channel][index]") {
  const ScratchDirectory scratch;
  Json without_subdir = Json::parse(index_of("old"));
  without_subdir.erase("subdir");
  scratch.write("channel/linux-64/demo-1.0-0.conda", conda_with_index(index_of("demo")));
  const std::string tar = RawTar().file("info/index.json", without_subdir.dump()).bytes();
  scratch.write("channel/osx-arm64/old-1.0-0.tar.bz2", tar);
  const auto indexed = index(scratch);
  REQUIRE(indexed.size() == 3);
  CHECK(indexed[2].subdir == "osx-arm64");
  const Json demo = repodata(scratch, "linux-64").at("packages.conda").at("demo-1.0-0.conda");
  CHECK(demo.at("unknown_key") == 7);
  const Json old = repodata(scratch, "osx-arm64").at("packages").at("old-1.0-0.tar.bz2");
  CHECK(old.at("subdir") == "osx-arm64");
}

TEST_CASE("Files that are no packages are passed over", "[channel][index]") {
  const ScratchDirectory scratch;
  build(scratch, "a");
  scratch.write("channel/linux-64/notes.txt", "x");
  scratch.write("channel/linux-64/.hidden.conda", "x");
  scratch.write("channel/readme/x.conda", "x");
  scratch.files().create_directory(scratch / "channel/linux-64/folder.conda");
  CHECK(index(scratch)[0].packages == 1);
}

TEST_CASE("An archive under a wrong name or in a wrong folder is an error", "[channel][index]") {
  const ScratchDirectory scratch;
  const auto path =
      scratch.write("channel/linux-64/other-1.0-0.conda", conda_with_index(index_of("demo")));
  const Error name = thrown_error([&] { index(scratch); });
  CHECK(name.kind() == ErrorKind::corrupt);
  CHECK(name.message() == "cannot index `" + path.string() + "`");
  CHECK(name.causes() ==
        std::vector<std::string>{"`other-1.0-0.conda` holds the package `demo-1.0-0`"});
  CHECK(name.hints() == std::vector<std::string>{"rename it to `demo-1.0-0.conda`"});
  CHECK_FALSE(fs::exists(scratch / "channel/linux-64/repodata.json"));

  scratch.files().remove_file(path);
  scratch.write("channel/linux-64/demo-1.0-0.conda", conda_with_index(index_of("demo", "noarch")));
  const Error place = thrown_error([&] { index(scratch); });
  CHECK(place.causes() ==
        std::vector<std::string>{
            "`demo-1.0-0.conda` is a package for `noarch` but lies in `linux-64`"});
  CHECK(place.hints() == std::vector<std::string>{"move it to the folder `noarch`"});
}

TEST_CASE("A damaged archive is named", "[channel][index]") {
  const ScratchDirectory scratch;
  const auto path = scratch.write("channel/linux-64/demo-1.0-0.conda", "garbage");
  const Error error = thrown_error([&] { index(scratch); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot index `" + path.string() + "`");
  CHECK(error.causes().front() == "package archive `demo-1.0-0.conda` is truncated or damaged");
  CHECK(error.hints() == std::vector<std::string>{"put a good archive in its place, or remove it"});
}

TEST_CASE("Both formats of one package agree", "[channel][index]") {
  const ScratchDirectory scratch;
  scratch.write("channel/linux-64/demo-1.0-0.conda", conda_with_index(index_of("demo")));
  scratch.write("channel/linux-64/demo-1.0-0.tar.bz2",
                RawTar().file("info/index.json", index_of("demo")).bytes());
  CHECK(index(scratch)[0].packages == 2);

  Json other = Json::parse(index_of("demo"));
  other["depends"] = Json::array({"zlib"});
  scratch.files().remove_file(scratch / "channel/linux-64/demo-1.0-0.tar.bz2");
  scratch.write("channel/linux-64/demo-1.0-0.tar.bz2",
                RawTar().file("info/index.json", other.dump()).bytes());
  const Error error = thrown_error([&] { index(scratch); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() ==
        "`demo-1.0-0.conda` and `demo-1.0-0.tar.bz2` are different packages of one name");
  CHECK(error.hints() ==
        std::vector<std::string>{"give one of them another build string, or remove it"});
}

TEST_CASE("A channel that is not there is not found; an empty one is indexed", "[channel][index]") {
  const ScratchDirectory scratch;
  const Error error = thrown_error([&] { index(scratch); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() ==
        "the channel directory `" + (scratch / "channel").string() + "` does not exist");
  CHECK(error.hints() == std::vector<std::string>{
                             "name a directory with subfolders such as `linux-64` and `noarch`"});
  scratch.files().create_directory(scratch / "channel");
  CHECK(index(scratch).size() == 2);
  CHECK(repodata(scratch, "noarch").at("packages.conda").empty());
}

} // namespace etalon
