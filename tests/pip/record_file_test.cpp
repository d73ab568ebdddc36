#include "pip/record_file.hpp"

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

constexpr const char* k_site_packages = "lib/python3.11/site-packages";
constexpr const char* k_metadata = "demo-1.0.dist-info";

std::string hash_of(std::string_view csv) {
  return record_hash(parse_record_file(csv), k_site_packages, k_metadata);
}

} // namespace

TEST_CASE("a RECORD is read as CSV", "[pip][record]") {
  const auto lines = parse_record_file("demo/__init__.py,sha256=abc,12\r\n"
                                       "\"a, \"\"b\"\"\nc.py\",sha256=def,1\n"
                                       "\n"
                                       "demo/__pycache__/x.pyc,,\n"
                                       "only");
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].path == "demo/__init__.py");
  CHECK(lines[0].hash == "sha256=abc");
  CHECK(lines[1].path == "a, \"b\"\nc.py");
  CHECK(lines[1].hash == "sha256=def");
  CHECK(lines[2].hash.empty());
  CHECK(lines[3].path == "only");
}

TEST_CASE("the hash of a RECORD tells files and their bytes, in any order", "[pip][record]") {
  const auto hash = hash_of("a.py,sha256=1,1\nb.py,sha256=2,1\n");
  CHECK(hash == hash_of("b.py,sha256=2,1\na.py,sha256=1,1\n"));
  CHECK(hash != hash_of("a.py,sha256=1,1\n"));
  CHECK(hash != hash_of("a.py,sha256=1,1\nb.py,sha256=3,1\n"));
  CHECK(hash != hash_of("a.py,sha256=1,1\nc.py,sha256=2,1\n"));
}

TEST_CASE("the hash of a RECORD is the same whoever installed, and where", "[pip][record]") {
  const auto hash = hash_of("../../../bin/demo,sha256=one,220\n"
                            "demo.py,sha256=1,1\n");
  CHECK(hash == hash_of("../../../bin/demo,sha256=another,260\n"
                        "__pycache__/demo.cpython-311.pyc,,\n"
                        "demo-1.0.dist-info/INSTALLER,sha256=pip,4\n"
                        "demo-1.0.dist-info/RECORD,,\n"
                        "demo-1.0.dist-info/REQUESTED,sha256=x,0\n"
                        "demo-1.0.dist-info/direct_url.json,sha256=y,90\n"
                        "demo.py,sha256=1,1\n"));
  CHECK(hash != hash_of("../../../bin/other,sha256=one,220\ndemo.py,sha256=1,1\n"));
  // What only looks like a note or a script counts.
  CHECK(hash != hash_of("../../../bin/demo,sha256=one,220\n"
                        "other.dist-info/INSTALLER,sha256=pip,4\n"
                        "demo.py,sha256=1,1\n"));
  CHECK(hash_of("../../bin/demo,sha256=1,2\n") != hash_of("../../bin/demo,sha256=2,2\n"));
}

TEST_CASE("the hash of a RECORD is what it was in earlier versions", "[pip][record]") {
  CHECK(hash_of("") == "d47e554ec16a6246d9d874d228e055fcfab645f432f310db3ea795fe54487042");
  CHECK(hash_of("demo.py,sha256=1,1\n../../../bin/demo,sha256=one,220\n") ==
        "efdc5540e4980b07f8cbbd320f54a98598086be850cab3450a8e0260014a4534");
}
