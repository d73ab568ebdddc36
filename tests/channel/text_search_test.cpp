#include "channel/text_search.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace etalon {

TEST_CASE("A text is found wherever the pieces are cut", "[channel][search]") {
  const std::string text = "/opt/placeholder";
  const std::string bytes = "prefix=" + text + "/bin\n";
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    for (std::size_t second = first; second <= bytes.size(); ++second) {
      TextSearch search(text);
      search.update(bytes.substr(0, first));
      search.update(bytes.substr(first, second - first));
      search.update(bytes.substr(second));
      CHECK(search.found());
      CHECK_FALSE(search.has_nul());
    }
  }
}

TEST_CASE("A text is found when it comes byte by byte", "[channel][search]") {
  TextSearch search("aab");
  for (const char byte : std::string("xaaab")) {
    search.update(std::string(1, byte));
  }
  CHECK(search.found());
}

TEST_CASE("What is not there is not found, in pieces either", "[channel][search]") {
  TextSearch search("/opt/placeholder");
  search.update("/opt/place");
  search.update("Holder/opt/placeholde");
  search.update("x");
  CHECK_FALSE(search.found());
}

TEST_CASE("An empty text is never found", "[channel][search]") {
  TextSearch search("");
  search.update("anything");
  CHECK_FALSE(search.found());
}

TEST_CASE("NUL bytes are seen in any piece, before and after the text", "[channel][search]") {
  TextSearch before("abc");
  before.update(std::string("x\0y", 3));
  before.update("abc");
  CHECK(before.has_nul());
  TextSearch after("abc");
  after.update("abc");
  after.update(std::string("x\0y", 3));
  CHECK(after.found());
  CHECK(after.has_nul());
}

} // namespace etalon
