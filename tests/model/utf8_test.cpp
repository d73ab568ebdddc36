#include <catch2/catch.hpp>
#include <model/utf8.hpp>

using namespace etalon;

TEST_CASE("well-formed UTF-8 is told from the rest", "[model][utf8]") {
  for (const char* good : {"",
                           "abc",
                           "\xC2\x80",
                           "\xDF\xBF",
                           "\xE0\xA0\x80",
                           "\xED\x9F\xBF",
                           "\xEE\x80\x80",
                           "\xF0\x90\x80\x80",
                           "\xF4\x8F\xBF\xBF"}) {
    CAPTURE(good);
    CHECK(is_utf8(good));
  }
  for (const char* bad : {"\x80",
                          "\xC0\xAF",
                          "\xC1\xBF",
                          "\xC3",
                          "\xC3x",
                          "\xE0\x9F\xBF",
                          "\xED\xA0\x80",
                          "\xE2\x82",
                          "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80",
                          "\xFF",
                          "a\xFE"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("every scalar value is written as UTF-8 that reads as such", "[model][utf8]") {
  for (unsigned code = 0; code <= 0x10FFFF; code += 31) {
    if (code >= 0xD800 && code <= 0xDFFF) {
      continue;
    }
    std::string text;
    append_utf8(text, code);
    REQUIRE(is_utf8(text));
  }
  std::string euro;
  append_utf8(euro, 0x20AC);
  CHECK(euro == "\xE2\x82\xAC");
}
