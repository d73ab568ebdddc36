#include <etalon/model/yaml_documents.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

// "LINE:COLUMN", empty where there is no second document.
std::string second_of(const std::string& text) {
  const auto place = find_second_document(text);
  return place ? std::to_string(place->line) + ":" + std::to_string(place->column) : "";
}

} // namespace

TEST_CASE("a second document is found by where its contents begin", "[model][yaml]") {
  CHECK(second_of("").empty());
  CHECK(second_of("---\na: 1\n...\n").empty());
  CHECK(second_of("a: 1\n---\nb: 1\n") == "3:1");
  CHECK(second_of("a: 1\n---\n [\n") == "3:2");
  CHECK(second_of("{a: 1}, b\n") == "1:7");
  CHECK(second_of("a: [\n").empty()); // the first is broken: others tell
}

TEST_CASE("what the parser does not move on from is a second document", "[model][yaml]") {
  for (const char* text : {",", ",d", ",channel\t-\n- s:"}) {
    CAPTURE(text);
    CHECK(second_of(text) == "1:1");
  }
}
