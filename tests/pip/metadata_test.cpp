#include "pip/metadata.hpp"

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("METADATA says name and version in its headers", "[pip][metadata]") {
  const auto identity = parse_pip_metadata("Metadata-Version: 2.1\r\nname: Foo.Bar\r\n"
                                           "Version: 1.0+cu121\r\nLicense: a\n  Name: b\n"
                                           "Name: later\n\nVersion: 9\n");
  REQUIRE(identity);
  CHECK(identity->name == "Foo.Bar");
  CHECK(identity->version == "1.0+cu121");
}

TEST_CASE("METADATA without a usable name and version is none", "[pip][metadata]") {
  CHECK(!parse_pip_metadata(""));
  CHECK(!parse_pip_metadata("Name: a\n"));
  CHECK(!parse_pip_metadata("Name: a\n\nVersion: 1\n"));
  CHECK(!parse_pip_metadata("Name: a b\nVersion: 1\n"));
  CHECK(!parse_pip_metadata("Name: a\nVersion: 1; rm\n"));
}
