#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <repodata/msgpack_reader.hpp>
#include <support/thrown_error.hpp>

#include <limits>
#include <string>

using namespace etalon;
using Json = nlohmann::json;

namespace {

std::string packed(const Json& value) {
  std::string bytes;
  Json::to_msgpack(value, bytes);
  return bytes;
}

std::string cause_of(const std::string& bytes) {
  const Error error = thrown_error([&] { MsgpackReader(bytes).skip(); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

} // namespace

TEST_CASE("whole numbers of every width are read", "[repodata][msgpack]") {
  for (const std::uint64_t number : {0ULL,
                                     127ULL,
                                     128ULL,
                                     255ULL,
                                     256ULL,
                                     65535ULL,
                                     65536ULL,
                                     4294967295ULL,
                                     4294967296ULL,
                                     18446744073709551615ULL}) {
    const std::string bytes = packed(number);
    MsgpackReader reader(bytes);
    CHECK(reader.try_unsigned() == number);
    reader.expect_end();
  }
  // Positive numbers in signed items.
  CHECK(MsgpackReader(std::string_view("\xD0\x05", 2)).try_unsigned() == 5);
  CHECK(MsgpackReader(std::string_view("\xD3\0\0\0\0\0\0\0\x07", 9)).try_unsigned() == 7);
  for (const std::int64_t number : {-1LL, -32LL, -33LL, -129LL, -40000LL, -5000000000LL}) {
    const std::string bytes = packed(number);
    MsgpackReader reader(bytes);
    CHECK_FALSE(reader.try_unsigned());
    CHECK(reader.peek() == MsgpackReader::Type::integer);
    reader.skip();
    reader.expect_end();
  }
}

TEST_CASE("texts, byte strings and containers of every width are read", "[repodata][msgpack]") {
  for (const std::size_t size : {0UL, 31UL, 32UL, 255UL, 256UL, 65535UL, 65536UL}) {
    const std::string text(size, 'x');
    const std::string as_text = packed(text);
    CHECK(MsgpackReader(as_text).try_text() == text);
    CHECK_FALSE(MsgpackReader(as_text).try_binary());
    const std::string as_bytes =
        packed(Json::binary(std::vector<std::uint8_t>(text.begin(), text.end())));
    CHECK(MsgpackReader(as_bytes).try_binary() == text);
    const std::string as_array = packed(Json(std::vector<int>(size, 1)));
    CHECK(MsgpackReader(as_array).try_array() == size);
    CHECK_FALSE(MsgpackReader(as_array).try_map());
    Json map = Json::object();
    for (std::size_t i = 0; i < std::min(size, 300UL); ++i) {
      map[std::to_string(i)] = nullptr;
    }
    CHECK(MsgpackReader(packed(map)).try_map() == map.size());
  }
}

TEST_CASE("numbers, truth and nothing are read", "[repodata][msgpack]") {
  CHECK(MsgpackReader(packed(1.5)).try_number() == 1.5);
  CHECK(MsgpackReader(packed(0.1)).try_number() == 0.1);
  CHECK(MsgpackReader(packed(7)).try_number() == 7.0);
  CHECK_FALSE(MsgpackReader(packed("x")).try_number());
  CHECK(MsgpackReader(packed(true)).try_boolean() == true);
  CHECK(MsgpackReader(packed(false)).try_boolean() == false);
  CHECK_FALSE(MsgpackReader(packed(1)).try_boolean());
  CHECK(MsgpackReader(packed(nullptr)).peek() == MsgpackReader::Type::nil);
}

TEST_CASE("any item is passed over, however deep", "[repodata][msgpack]") {
  const std::string bytes = packed({{"a", {1, -2, 3.5, nullptr, true, "x", {{"b", {}}}}}}) + "\x07";
  MsgpackReader reader(bytes);
  reader.skip();
  CHECK(reader.try_unsigned() == 7);
  reader.expect_end();
  const std::string deep(1'000'000, '\x91'); // a list in a list in a list ...
  CHECK(cause_of(deep) == "it is damaged at byte 999999 of 1000000: an item is longer than what is "
                          "left");
  CHECK_NOTHROW(MsgpackReader(deep + "\xC0").skip());
  for (const std::string& extension : {std::string("\xD4\x01x"),
                                       std::string("\xD8\x01") + std::string(16, 'x'),
                                       std::string("\xC7\x03\x01xyz", 6)}) {
    MsgpackReader one(extension);
    CHECK(one.peek() == MsgpackReader::Type::extension);
    one.skip();
    one.expect_end();
  }
}

TEST_CASE("what is longer than the input is refused before it is used", "[repodata][msgpack]") {
  CHECK(cause_of("") == "it is damaged at byte 0 of 0: an item is longer than what is left");
  for (const std::string& bytes : {std::string("\xA3xy"),
                                   std::string("\xDB\xFF\xFF\xFF\xFFx"),
                                   std::string("\xC6\xFF\xFF\xFF\xFF"),
                                   std::string("\xDD\xFF\xFF\xFF\xFF"),
                                   std::string("\xDF\xFF\xFF\xFF\xFF"),
                                   std::string("\xCF\x01"),
                                   std::string("\xC9\xFF\xFF\xFF\xFF\x01"),
                                   std::string("\x82\x01\x02\x03"),
                                   std::string("\xCB\x01\x02")}) {
    CHECK(cause_of(bytes).ends_with(": an item is longer than what is left"));
  }
  CHECK(cause_of("\xC1") == "it is damaged at byte 0 of 1: there is no such item in MessagePack");
  CHECK(thrown_error([] { MsgpackReader("\x01\x02").expect_end(); }).message() ==
        "it is damaged at byte 0 of 2: something follows the end");
}
