#include "prefix/recorded_files.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using etalon::parse_recorded_files;
using etalon::RecordedFile;
using etalon::RecordedFiles;
using etalon::render_recorded_files;

TEST_CASE("what files were like is written and read back", "[prefix][recorded-files]") {
  const std::vector<RecordedFile> files = {{"bin/a b", false, "", 12, 1'700'000'000'123'456'789},
                                           {"lib/x.so", true, "x y\n.so.1", 0, 0}};
  const std::string text = render_recorded_files(files);
  CHECK(text == "etalon-files 1\n"
                "f 12 1700000000123456789 bin/a b\n"
                "l x%20y%0A.so.1 lib/x.so\n");
  const RecordedFiles read = parse_recorded_files(text);
  REQUIRE(read.size() == 2);
  CHECK(read.at("bin/a b").size == 12);
  CHECK(read.at("bin/a b").modification_time_ns == 1'700'000'000'123'456'789);
  CHECK_FALSE(read.at("bin/a b").is_symlink);
  CHECK(read.at("lib/x.so").is_symlink);
  CHECK(read.at("lib/x.so").symlink_target == "x y\n.so.1");
}

TEST_CASE("other versions and damaged lines tell nothing", "[prefix][recorded-files]") {
  CHECK(parse_recorded_files("etalon-files 2\nf 1 2 a\n").empty());
  CHECK(parse_recorded_files("").empty());
  const RecordedFiles read =
      parse_recorded_files("etalon-files 1\nf x 2 a\nf 1\nq 1 2 b\n\nf -1 2 c\nf 1 -2 d\n");
  CHECK(read.size() == 1);
  CHECK(read.at("d").modification_time_ns == -2);
}

TEST_CASE("a prefix without recorded files has none", "[prefix][recorded-files]") {
  const etalon::ScratchDirectory scratch;
  CHECK(etalon::load_recorded_files(scratch.path()).empty());
}
