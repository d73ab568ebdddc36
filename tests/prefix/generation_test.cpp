#include <etalon/prefix/generation.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

#include <algorithm>

using etalon::ErrorKind;
using etalon::ExtractedPackage;
using etalon::find_generation;
using etalon::Generation;
using etalon::ScratchDirectory;

TEST_CASE("a generation is read as it was written", "[prefix][generation]") {
  const ScratchDirectory scratch;
  ExtractedPackage a(scratch, "a");
  a.record().sha256 = std::string(64, 'a');
  a.record().depends = {"b >=1,<2"};
  ExtractedPackage b(scratch, "b", "1.5", "h_0");
  Generation generation;
  generation.packages = {{a.build().record, {"a"}}, {b.build().record, {}}};
  generation.requested_specs = {"a"};
  generation.channels = {"https://example.org/\"x\""};
  generation.variables = {{"A", "line\nbreak"}};
  const std::string text = generation.to_string();
  CHECK(std::count(text.begin(), text.end(), '\n') == 8); // a line for each package
  const Generation read = Generation::parse(text);
  CHECK(read.requested_specs == generation.requested_specs);
  CHECK(read.channels == generation.channels);
  CHECK(read.variables == generation.variables);
  REQUIRE(read.packages.size() == 2);
  CHECK(read.packages[0].requested_specs == std::vector<std::string>{"a"});
  CHECK(read.packages[0].record.url == generation.packages[0].record.url);
  CHECK(read.packages[0].record.package.sha256 == std::string(64, 'a'));
  CHECK(read.packages[0].record.package.depends == std::vector<std::string>{"b >=1,<2"});
  CHECK(read.packages[1].record.package.dist_name() == "b-1.5-h_0");
  CHECK(Generation::parse(Generation().to_string()).packages.empty());
}

TEST_CASE("a generation that is not kept is absent, one that cannot be read is an error",
          "[prefix][generation]") {
  const ScratchDirectory scratch;
  CHECK_FALSE(find_generation(scratch.path(), 0));
  const auto file = scratch.write("conda-meta/etalon-generations/3", R"({"version": 2})");
  const auto error = thrown_error([&] { find_generation(scratch.path(), 3); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot read `" + file.native() + "`");
  CHECK(error.causes() == std::vector<std::string>{"it is of another version of Etalon"});
  scratch.write("conda-meta/etalon-generations/4", R"({"version": 1)");
  CHECK(thrown_error([&] { find_generation(scratch.path(), 4); }).kind() == ErrorKind::corrupt);
}
