#include "cli/text_table.hpp"

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

TextTable example() {
  TextTable table({Align::left, Align::right, Align::left});
  table.add({"Name", "Size", "A long heading"});
  table.add({"a-name-of-some-length", "1", "x"});
  table.add({"größe", "1000", "and a text that is long enough to be cut"});
  return table;
}

} // namespace

TEST_CASE("columns are as wide as their widest cell", "[cli][table]") {
  CHECK(example().render("  ") ==
        "  Name                   Size  A long heading\n"
        "  a-name-of-some-length     1  x\n"
        "  größe                  1000  and a text that is long enough to be cut\n");
}

TEST_CASE("the widest columns give way where the table is too wide", "[cli][table]") {
  CHECK(example().render("", 50) == "Name                   Size  A long heading\n"
                                    "a-name-of-some-length     1  x\n"
                                    "größe                  1000  and a text that is l~\n");
  CHECK(example().render("", 34) == "Name          Size  A long heading\n"
                                    "a-name-of-s~     1  x\n"
                                    "größe         1000  and a text th~\n");
}

TEST_CASE("a table stays readable in no room at all", "[cli][table]") {
  CHECK(example().render("", 1) == "Name      Size  A long heading\n"
                                   "a-name-~     1  x\n"
                                   "größe     1000  and a text th~\n");
}
