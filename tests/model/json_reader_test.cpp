#include <catch2/catch.hpp>
#include <model/json_reader.hpp>
#include <support/thrown_error.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace etalon;

namespace {

std::string message_of(std::string_view json) {
  const Error error = thrown_error([&] {
    JsonReader reader(json);
    reader.skip();
    reader.finish();
  });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

std::string string_in(std::string_view json) {
  JsonReader reader(json);
  std::string text = reader.read_string();
  reader.finish();
  return text;
}

std::uint64_t unsigned_in(std::string_view json) {
  JsonReader reader(json);
  const std::uint64_t value = reader.read_unsigned();
  reader.finish();
  return value;
}

} // namespace

TEST_CASE("JSON is read front to back into the caller's structures", "[model][json]") {
  JsonReader reader("\xEF\xBB\xBF {\"a\" : [1, -2 , 3.5e1], \"b\":true,\r\n\t\"c\":null, \"d\":{}, "
                    "\"e\":[] , \"f\":\"x\" } ");
  std::string seen;
  std::vector<double> numbers;
  reader.read_object([&](std::string_view key) {
    seen += key;
    if (key == "a") {
      reader.read_array([&] { numbers.push_back(reader.read_double()); });
    } else if (key == "b") {
      CHECK(reader.read_bool());
    } else if (key == "c") {
      CHECK(reader.skip_null());
    } else if (key == "f") {
      CHECK(reader.read_string() == "x");
    } else {
      CHECK_FALSE(reader.skip_null());
      reader.skip();
    }
  });
  reader.finish();
  CHECK(seen == "abcdef");
  CHECK(numbers == std::vector<double>{1, -2, 35});
}

TEST_CASE("strings of JSON are unescaped", "[model][json]") {
  CHECK(string_in(R"("plain")") == "plain");
  CHECK(string_in(R"("")").empty());
  CHECK(string_in(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
  CHECK(string_in(R"("\u00e9\u20AC\ud83d\ude00")") == "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(string_in("\"\xC3\xA9\"") == "\xC3\xA9");
  CHECK(string_in(R"("\u0000x")") == std::string("\0x", 2));
}

TEST_CASE("whole numbers are read exactly, fractions cut off", "[model][json]") {
  CHECK(unsigned_in("0") == 0);
  CHECK(unsigned_in("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(unsigned_in("1534952371.9") == 1534952371);
  CHECK(unsigned_in("1.5e12") == 1500000000000);
  JsonReader reader("-9223372036854775808");
  CHECK(reader.read_integer() == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("broken JSON is refused with the place", "[model][json]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "invalid JSON: the text ends where a value is due (line 1, column 1)"},
      {"{\n \"a\" 1}", "invalid JSON: `:` is due (line 2, column 6)"},
      {"{\"a\":1", "invalid JSON: the text ends before `}` (line 1, column 7)"},
      {"{\"a\":1 \"b\":2}", "invalid JSON: `,` or `}` is due (line 1, column 8)"},
      {"{\"a\":1,}", "invalid JSON: a key in double quotes is due (line 1, column 8)"},
      {"[1,]", "invalid JSON: no value starts like this (line 1, column 4)"},
      {"[1", "invalid JSON: the text ends before `]` (line 1, column 3)"},
      {"nul", "invalid JSON: no value starts like this (line 1, column 1)"},
      {"tru", "invalid JSON: no value starts like this (line 1, column 1)"},
      {"01", "invalid JSON: text after the end of the document (line 1, column 2)"},
      {"1.", "invalid JSON: a digit is due (line 1, column 3)"},
      {"1e+", "invalid JSON: a digit is due (line 1, column 4)"},
      {"-", "invalid JSON: a digit is due (line 1, column 2)"},
      {"{} x", "invalid JSON: text after the end of the document (line 1, column 4)"},
      {"\"abc", "invalid JSON: a string without its end (line 1, column 5)"},
      {"\"a\\", "invalid JSON: a string without its end (line 1, column 4)"},
      {"\"a\\nb", "invalid JSON: a string without its end (line 1, column 6)"},
      {"\"a\nb\"", "invalid JSON: a control character within a string (line 1, column 3)"},
      {"\"\\t\n\"", "invalid JSON: a control character within a string (line 1, column 4)"},
      {"\"\\x\"", "invalid JSON: an unknown escape in a string (line 1, column 4)"},
      {"\"\\u12g4\"", "invalid JSON: `\\u` without four hexadecimal digits (line 1, column 4)"},
      {"\"\\ud800\"", "invalid JSON: half a surrogate pair in a string (line 1, column 8)"},
      {"\"\\ud800\\u0041\"", "invalid JSON: half a surrogate pair in a string (line 1, column 14)"},
      {"\"\xC3\"", "invalid JSON: a string that is not UTF-8 (line 1, column 3)"},
      {"\"\\n\xC3\"", "invalid JSON: a string that is not UTF-8 (line 1, column 5)"},
  };
  for (const auto& [json, message] : cases) {
    CAPTURE(json);
    CHECK(message_of(json) == message);
  }
}

TEST_CASE("a value of another type is refused by its key", "[model][json]") {
  const auto message = [](std::string_view json, auto read) {
    return thrown_error([&] {
             JsonReader reader(json);
             reader.read_object([&](std::string_view) { read(reader); });
           })
        .message();
  };
  CHECK(message(R"({"k": 1})", [](JsonReader& r) { r.read_string(); }) ==
        "`k` is not a string (line 1, column 7)");
  CHECK(message(R"({"k": 1})", [](JsonReader& r) { r.read_bool(); }) ==
        "`k` is neither true nor false (line 1, column 7)");
  CHECK(message(R"({"k": "1"})", [](JsonReader& r) { r.read_unsigned(); }) ==
        "`k` is not a whole number (line 1, column 7)");
  CHECK(message(R"({"k": -1})", [](JsonReader& r) { r.read_unsigned(); }) ==
        "`k` is not a whole number (line 1, column 9)");
  CHECK(message(R"({"k": 1e300})", [](JsonReader& r) { r.read_unsigned(); }) ==
        "`k` is not a whole number (line 1, column 12)");
  CHECK(message(R"({"k": 1.5})", [](JsonReader& r) { r.read_integer(); }) ==
        "`k` is not a whole number (line 1, column 10)");
  CHECK(message(R"({"k": []})", [](JsonReader& r) { r.read_double(); }) ==
        "`k` is not a number (line 1, column 7)");
  CHECK(message(R"({"k": 1e999})", [](JsonReader& r) { r.read_double(); }) ==
        "`k` is a number out of range (line 1, column 12)");
  CHECK(message(R"({"k": {}})", [](JsonReader& r) { r.read_strings(); }) ==
        "`k` is not a list (line 1, column 7)");
  CHECK(message(R"({"k": ["a", 2]})", [](JsonReader& r) { r.read_strings(); }) ==
        "`k` is not a string (line 1, column 13)");
  CHECK(message("[]", [](JsonReader& r) { r.skip(); }) ==
        "the document is not an object (line 1, column 1)");
}

TEST_CASE("nesting is bounded", "[model][json]") {
  CHECK(message_of(std::string(100000, '[')) ==
        "invalid JSON: nested more than 200 levels deep (line 1, column 202)");
  JsonReader reader(std::string(150, '[') + std::string(150, ']'));
}
