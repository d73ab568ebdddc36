#include <etalon/archive/text_compressor.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>
#include <zstd.h>

#include <string>

using namespace etalon;

TEST_CASE("Frames of one compressor after another are read by libzstd", "[archive][compressor]") {
  TextCompressor compressor(19);
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(100'000, 'b'), std::string(3'000'000, 'c')}) {
    const std::string frame = compressor.compress(text);
    CHECK(ZSTD_getFrameContentSize(frame.data(), frame.size()) == text.size());
    std::string back(text.size(), '\0');
    CHECK(ZSTD_decompress(back.data(), back.size(), frame.data(), frame.size()) == text.size());
    CHECK(back == text);
  }
}

TEST_CASE("What was compressed before changes no frame", "[archive][compressor]") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += std::to_string(i * i % 977) + " ";
  }
  TextCompressor used(19);
  static_cast<void>(used.compress(std::string(500'000, 'x') + text));
  static_cast<void>(used.compress("y"));
  CHECK(used.compress(text) == TextCompressor(19).compress(text));
}

TEST_CASE("A compressor refuses levels out of range", "[archive][compressor]") {
  CHECK(thrown_error([] { const TextCompressor compressor(20); }).message() ==
        "compression level `20` is not between 1 and 19");
}
