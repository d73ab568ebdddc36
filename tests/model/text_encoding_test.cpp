#include <etalon/model/text_encoding.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using namespace std::string_literals;

TEST_CASE("texts of all encodings and line ends become UTF-8 with line feeds", "[model][text]") {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n";
  CHECK(decode_text(text) == text);
  CHECK(decode_text("\xEF\xBB\xBF" + text) == text);
  const std::string little = "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE\n\0"s;
  const std::string big = "\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00\0\n"s;
  CHECK(decode_text("\xFF\xFE" + little) == text);
  CHECK(decode_text("\xFE\xFF" + big) == text);
  CHECK(decode_text(little) == text);
  CHECK(decode_text(big) == text);
  const std::string little32 = "a\0\0\0\x00\xF6\x01\0"s;
  const std::string big32 = "\0\0\0a\0\x01\xF6\x00"s;
  CHECK(decode_text("\xFF\xFE\0\0"s + little32) == "a\xF0\x9F\x98\x80");
  CHECK(decode_text("\0\0\xFE\xFF"s + big32) == "a\xF0\x9F\x98\x80");
  CHECK(decode_text(little32) == "a\xF0\x9F\x98\x80");
  CHECK(decode_text(big32) == "a\xF0\x9F\x98\x80");
  CHECK(decode_text("a\r\nb\rc\n\rd\r\r\ne\r") == "a\nb\nc\n\nd\n\ne\n");
  CHECK(decode_text("").empty());
  CHECK(decode_text("\xFF\xFE").empty());
  CHECK(decode_text("caf\xE9") == "caf\xE9"); // the reader tells the line
}

TEST_CASE("broken UTF-16 and UTF-32 are refused", "[model][text]") {
  for (const std::string& broken :
       {"\xFF\xFE\x3D\xD8"s, "\xFF\xFE\x00\xDE"s, "\xFF\xFE\x3D\xD8x\0"s, "\xFF\xFE\n\0a"s}) {
    const Error error = thrown_error([&] { decode_text(broken); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.message(), Catch::Matchers::StartsWith("the text is broken UTF-16 in line "));
    CHECK(error.hints() == std::vector<std::string>{"save the file in the encoding UTF-8"});
  }
  CHECK(thrown_error([] { decode_text("\xFF\xFE\0\0\n\0\0\0\0\xD8\0\0"s); }).message() ==
        "the text is broken UTF-32 in line 2");
}
