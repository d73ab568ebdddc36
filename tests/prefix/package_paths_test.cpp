#include "prefix/package_paths.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::FileMode;
using etalon::is_safe_relative_path;
using etalon::load_link_json;
using etalon::load_package_paths;
using etalon::PathsJson;
using etalon::ScratchDirectory;

TEST_CASE("paths that would leave a directory are not safe", "[prefix][paths]") {
  CHECK(is_safe_relative_path("lib/python3.11/site-packages"));
  CHECK(is_safe_relative_path("..a/b.."));
  for (const char* bad : {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\nb", "a\x7f"}) {
    INFO(bad);
    CHECK_FALSE(is_safe_relative_path(bad));
  }
}

TEST_CASE("old packages list their files in text files", "[prefix][paths]") {
  const ScratchDirectory scratch;
  scratch.write("info/files", "bin/a\nlib/b\nlib/c d\n\nlib/e\n");
  scratch.write("info/has_prefix",
                "bin/a\n/place/holder binary lib/b\n\"/pl ace\" text \"lib/c d\"\n");
  scratch.write("info/no_link", "lib/e\n");
  const PathsJson paths = load_package_paths(scratch.path());
  REQUIRE(paths.paths.size() == 4);
  CHECK(paths.paths[0].prefix_placeholder == "/opt/anaconda1anaconda2anaconda3");
  CHECK(paths.paths[0].file_mode == FileMode::text);
  CHECK(paths.paths[1].prefix_placeholder == "/place/holder");
  CHECK(paths.paths[1].file_mode == FileMode::binary);
  CHECK(paths.paths[2].path == "lib/c d");
  CHECK(paths.paths[2].prefix_placeholder == "/pl ace");
  CHECK(paths.paths[3].prefix_placeholder.empty());
  CHECK(paths.paths[3].no_link);
}

TEST_CASE("paths.json comes before the old lists", "[prefix][paths]") {
  const ScratchDirectory scratch;
  scratch.write("info/files", "bin/a\n");
  scratch.write("info/paths.json", R"({"paths_version": 1, "paths": []})");
  CHECK(load_package_paths(scratch.path()).paths.empty());
}

TEST_CASE("an old list that leaves the prefix is refused", "[prefix][paths]") {
  const ScratchDirectory scratch;
  scratch.write("info/files", "../a\n");
  const auto error = thrown_error([&] { load_package_paths(scratch.path()); });
  CHECK(error.kind() == etalon::ErrorKind::corrupt);
  CHECK(error.message() == "`info/files` names `../a`, which would leave the prefix");
}

TEST_CASE("damaged lists say which they are", "[prefix][paths]") {
  const ScratchDirectory scratch;
  scratch.write("info/paths.json", "{");
  scratch.write("info/link.json", "{");
  CHECK(thrown_error([&] { load_package_paths(scratch.path()); }).message() ==
        "its `info/paths.json` is damaged");
  CHECK(thrown_error([&] { load_link_json(scratch.path()); }).message() ==
        "its `info/link.json` is damaged");
}

TEST_CASE("a package without link.json has no entry points", "[prefix][paths]") {
  const ScratchDirectory scratch;
  CHECK(load_link_json(scratch.path()).entry_points.empty());
}
