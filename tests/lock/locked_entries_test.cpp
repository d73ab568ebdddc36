#include <catch2/catch.hpp>
#include <lock/locked_entries.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

TEST_CASE("a package's place tells what it is", "[lock]") {
  const auto record = record_of_place("https://host/own/noarch/x264-1%21164-h5_2.tar.bz2");
  CHECK(record.package.name == "x264");
  CHECK(record.package.version.to_string() == "1!164");
  CHECK(record.package.build == "h5_2");
  CHECK(record.package.build_number == 2);
  CHECK(record.package.subdir == "noarch");
  CHECK(record.channel == "https://host/own");
  CHECK(record.file_name == "x264-1!164-h5_2.tar.bz2");
  CHECK(record_of_place("a-1-0.conda").package.subdir.empty());
}

TEST_CASE("a build ends in its number by custom", "[lock]") {
  CHECK(build_number_of("py39_3") == 3);
  CHECK(build_number_of("7") == 7);
  CHECK(build_number_of("cpython") == 0);
  CHECK(build_number_of("") == 0);
}

TEST_CASE("a spec splits into name and rest", "[lock]") {
  CHECK(split_spec("python >=3.9").rest == ">=3.9");
  CHECK(split_spec("python>=3.9").name == "python");
  CHECK(split_spec(" zlib ").rest.empty());
}

TEST_CASE("lists travel as JSON texts", "[lock]") {
  const std::vector<std::string> items = {"a \"b\"", "c"};
  CHECK(list_to_json(items) == R"(["a \"b\"","c"])");
  CHECK(list_from_json(list_to_json(items)) == items);
  CHECK(thrown_error([] { list_from_json("[1]"); }).message() == "it is no JSON list of texts");
}
