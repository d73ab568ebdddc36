#include <etalon/app/environment_revisions.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("a revision tells what came, went and was replaced", "[app][revisions]") {
  const auto revisions =
      list_revisions(History::parse("==> 2026-01-01 12:00:00 <==\n"
                                    "# cmd: conda create numpy\n"
                                    "# conda version: 26.7.0\n"
                                    "+conda-forge/linux-64::numpy-1.24.0-py311_0\n"
                                    "+defaults::zlib-1.2.11-h_2.tar.bz2\n"
                                    "==> 2026-02-01 12:00:00 <==\n"
                                    "-conda-forge/linux-64::numpy-1.24.0-py311_0\n"
                                    "-defaults::zlib-1.2.11-h_2\n"
                                    "-old-thing-1.0-0\n"
                                    "+conda-forge/linux-64::numpy-1.26.4-py311_0\n"
                                    "+conda-forge/linux-64::zlib-1.2.11-h_3\n"
                                    "+odd\n"));
  REQUIRE(revisions.size() == 2);
  CHECK(revisions[0].tool == "conda 26.7.0");
  CHECK(revisions[0].command == "conda create numpy");
  CHECK(revisions[0].installed.size() == 2);
  CHECK(revisions[0].installed[1].name == "zlib");
  CHECK(revisions[0].installed[1].version == "1.2.11-h_2");
  CHECK(revisions[0].installed[1].channel == "defaults");

  CHECK(revisions[1].number == 1);
  REQUIRE(revisions[1].upgraded.size() == 1);
  CHECK(revisions[1].upgraded[0].old_package.version == "1.24.0-py311_0");
  CHECK(revisions[1].upgraded[0].new_package.version == "1.26.4-py311_0");
  REQUIRE(revisions[1].downgraded.size() == 1); // of the same version: not newer
  CHECK(revisions[1].downgraded[0].new_package.channel == "conda-forge/linux-64");
  REQUIRE(revisions[1].removed.size() == 1);
  CHECK(revisions[1].removed[0].name == "old-thing");
  REQUIRE(revisions[1].installed.size() == 1);
  CHECK(revisions[1].installed[0].name == "odd");
  CHECK(revisions[1].installed[0].version.empty());
}
