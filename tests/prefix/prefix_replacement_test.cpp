#include "prefix/prefix_replacement.hpp"

#include <catch2/catch.hpp>

#include <random>

using etalon::replace_in_text;

using namespace std::string_literals;

namespace {

std::string
replace_in_binary(std::string_view bytes, std::string_view placeholder, std::string_view prefix) {
  std::string result;
  etalon::replace_in_binary(
      bytes, placeholder, prefix, [&result](std::string_view piece) { result += piece; });
  return result;
}

std::string utf16_little(std::string_view text) {
  std::string wide;
  for (const char c : text) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  return wide;
}

std::string utf32_big(std::string_view text) {
  std::string wide;
  for (const char c : text) {
    wide += "\0\0\0"s + c;
  }
  return wide;
}

// The rule itself, byte by byte.
std::string naive(std::string bytes, const std::string& placeholder, const std::string& prefix) {
  for (std::size_t at = 0; (at = bytes.find(placeholder, at)) != std::string::npos;) {
    const std::size_t end = std::min(bytes.find('\0', at), bytes.size());
    std::string run = bytes.substr(at, end - at);
    for (std::size_t i = 0; (i = run.find(placeholder, i)) != std::string::npos;
         i += prefix.size()) {
      run.replace(i, placeholder.size(), prefix);
    }
    run.resize(end - at, '\0');
    bytes.replace(at, end - at, run);
    at = end;
  }
  return bytes;
}

} // namespace

TEST_CASE("text is replaced wherever it stands and may grow", "[prefix][replacement]") {
  CHECK(replace_in_text("a=/ph/x:/ph\nb", "/ph", "/longer/prefix") ==
        "a=/longer/prefix/x:/longer/prefix\nb");
  CHECK(replace_in_text("nothing", "/ph", "/p") == "nothing");
  CHECK(replace_in_text("", "/ph", "/p").empty());
}

TEST_CASE("wide encodings of the placeholder are replaced as well", "[prefix][replacement]") {
  CHECK(replace_in_text(utf16_little("x/ph/y"), "/ph", "/prefix") == utf16_little("x/prefix/y"));
  CHECK(replace_in_text(utf32_big("x/ph/y"), "/ph", "/prefix") == utf32_big("x/prefix/y"));
  // U+00E9 and U+1F600 in UTF-16, the second one as a surrogate pair.
  CHECK(replace_in_text(utf16_little("/ph"), "/ph", "/\xc3\xa9\xf0\x9f\x98\x80") ==
        "/\0\xe9\0\x3d\xd8\x00\xde"s);
}

TEST_CASE("binary strings keep their length by NULs", "[prefix][replacement]") {
  CHECK(replace_in_binary("\x7f/placehold/lib\0next"s, "/placehold", "/p") ==
        "\x7f/p/lib\0\0\0\0\0\0\0\0\0next"s);
  CHECK(replace_in_binary("\x7f/placehold/lib"s, "/placehold", "/p") ==
        "\x7f/p/lib\0\0\0\0\0\0\0\0"s);
  CHECK(replace_in_binary("/ph\0"s, "/ph", "/ab") == "/ab\0"s);
}

TEST_CASE("all placeholders of one string are replaced, its room grows once at its end",
          "[prefix][replacement]") {
  CHECK(replace_in_binary("/abc/x:/abc/y\0Z/abc\0"s, "/abc", "/a") ==
        "/a/x:/a/y\0\0\0\0\0Z/a\0\0\0"s);
}

TEST_CASE("binary strings in wide encodings are padded in their width", "[prefix][replacement]") {
  const std::string bytes = "x"s + utf16_little("/abc/y") + "\0\0\0z"s;
  CHECK(replace_in_binary(bytes, "/abc", "/a") == "x"s + utf16_little("/a/y") + "\0\0\0\0\0\0\0z"s);
  const std::string mixed = "/abc\0"s + utf16_little("/abc") + "\0\0/abc/z\0"s;
  CHECK(replace_in_binary(mixed, "/abc", "/a") ==
        "/a\0\0\0"s + utf16_little("/a") + "\0\0\0\0\0\0/a/z\0\0\0"s);
}

TEST_CASE("binary replacement agrees with the rule on random files", "[prefix][replacement]") {
  std::mt19937 random(7);
  const std::string placeholder = "/ph/ph";
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    while (bytes.size() < random() % 200) {
      const unsigned kind = random() % 4;
      bytes += kind == 0 ? placeholder : kind == 1 ? "\0"s : kind == 2 ? "/ph" : "x";
    }
    const std::string prefix = "/" + std::string(random() % 6, 'q');
    const std::string result = replace_in_binary(bytes, placeholder, prefix);
    REQUIRE(result.size() == bytes.size());
    REQUIRE(result == naive(bytes, placeholder, prefix));
  }
}
