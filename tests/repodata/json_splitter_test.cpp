#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <repodata/json_splitter.hpp>
#include <support/repodata_properties.hpp>
#include <support/thrown_error.hpp>

#include <string>
#include <vector>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

// The texts, "MEMBER@OFFSET TEXT"; SplitTexts says what is entered and what skipped.
Strings split(const std::string& document, std::size_t piece = 1000) {
  SplitTexts found;
  JsonSplitter splitter(found);
  for (std::size_t at = 0; at < document.size(); at += piece) {
    splitter.write(std::string_view(document).substr(at, piece));
  }
  splitter.finish();
  Strings texts;
  for (const SplitTexts::Text& text : found.texts) {
    texts.push_back(std::to_string(text.member) + "@" + std::to_string(text.offset) + " " +
                    text.json);
  }
  return texts;
}

std::string cause_of(const std::string& document) {
  const Error error = thrown_error([&] { split(document); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(thrown_error([&] { split(document, 1); }).message() == error.message());
  return error.message();
}

} // namespace

TEST_CASE("elements come in brackets of their own", "[repodata][splitter]") {
  const std::string document = R"({"a": {"x": {"y": 1}, "z": [2]}, "b": [3, 4]})";
  CHECK(split(document) == Strings{R"(1@6 {"x": {"y": 1}, "z": [2]})", "2@38 [3, 4]"});
  // A piece of the input ends behind the first element.
  CHECK(split(document, 22) == Strings{R"(1@6 {"x": {"y": 1}, "z": [2]})", "2@38 [3, 4]"});
}

TEST_CASE("a batch holds the elements that have come to their ends", "[repodata][splitter]") {
  std::string document = R"({"a": [)";
  for (int i = 0; i < 100; ++i) {
    document += std::to_string(100 + i) + ", ";
  }
  document += R"(0], "s": [1], "b": {}})";
  const Strings texts = split(document, 128);
  CHECK(texts.size() > 3);
  CHECK(texts.at(0).starts_with("1@6 [100, 101, "));
  CHECK(texts.at(1).starts_with("1@"));
  CHECK(texts.back() == "3@" + std::to_string(document.size() - 3) + " {}");
  CHECK(broken_split_property(document, 128).empty());
}

TEST_CASE("values that have no elements are one text", "[repodata][splitter]") {
  CHECK(split(R"({"a": 12, "b": "x,}" , "c": null,"d":[]})") ==
        Strings{"1@6 12", R"(2@15 "x,}" )", "3@28 null", "4@37 []"});
  CHECK(split("{}").empty());
  CHECK(split(" \r\n\t{ } ").empty());
}

TEST_CASE("an object that is entered has members of its own", "[repodata][splitter]") {
  CHECK(split(R"({"v": {"a": {"x": 1}, "s": {"y": 2}, "v": {}, "b": [3]}, "c": 4})") ==
        Strings{R"(2@12 {"x": 1})", "5@51 [3]", "6@62 4"});
  CHECK(split(R"({"v": [{}]})") == Strings{"1@6 [{}]"});
}

TEST_CASE("a key is told as it stands", "[repodata][splitter]") {
  CHECK(split(R"({"v\"\\": {"\u0073": 1}})") == Strings{"2@21 1"});
}

TEST_CASE("what is damaged between texts is told with its place", "[repodata][splitter]") {
  CHECK(cause_of("") == "it is damaged at byte 0: it is empty");
  CHECK(cause_of(" \n") == "it is damaged at byte 2: it is empty");
  CHECK(cause_of(" []") == "it is damaged at byte 1: there must be an object");
  CHECK(cause_of("{a: 1}") == "it is damaged at byte 1: there must be a key");
  CHECK(cause_of(R"({"a": 1, })") == "it is damaged at byte 9: there must be a key");
  CHECK(cause_of(R"({"a" 1})") == "it is damaged at byte 5: there must be a `:`");
  CHECK(cause_of(R"({"a":, "b": 1})") == "it is damaged at byte 5: there must be a value");
  CHECK(cause_of(R"({"a": [1] "b": 1})") ==
        "it is damaged at byte 10: there must be a `,` or a `}`");
  CHECK(cause_of(R"({"a": 1])") == "it is damaged at byte 7: there must be a `,` or a `}`");
  CHECK(cause_of("{} x") == "it is damaged at byte 3: something follows the end");
  CHECK(cause_of("{\"a\": 1} \"b\"") == "it is damaged at byte 9: something follows the end");
  CHECK(cause_of("{\"a") == "it is damaged at byte 3: it ends early");
  CHECK(cause_of("{\"a\": [1, 2") == "it is damaged at byte 11: it ends early");
  CHECK(cause_of("{\"a\": [1, 2, x: {") == "it is damaged at byte 13: no JSON goes on like this");
  CHECK(cause_of(R"({"v": {"a": {"b": 1}})") == "it is damaged at byte 21: it ends early");
}

TEST_CASE("commas without an element are damage at the end of a batch", "[repodata][splitter]") {
  CHECK(cause_of("{\"a\": [1, " + std::string(130, ' ') + "]}") ==
        "it is damaged at byte 140: an element is missing");
}

TEST_CASE("an element above the limit is passed over, a value is refused", "[repodata][splitter]") {
  const std::string longest = "\"" + std::string(3000, ',') + "\"";
  const auto split_with = [](const std::string& document) {
    SplitTexts found;
    JsonSplitter splitter(found, 1000);
    for (const char c : document) {
      splitter.write({&c, 1});
    }
    splitter.finish();
    Strings texts;
    for (const SplitTexts::Text& text : found.texts) {
      texts.push_back(text.json);
    }
    texts.push_back(std::to_string(found.oversized));
    return texts;
  };
  CHECK(split_with(R"({"a": [)" + longest + R"(], "b": 2})") == Strings{"2", "1"});
  const Strings texts = split_with(R"({"a": [1, )" + longest + ", 3" + std::string(200, ' ') +
                                   R"(, 4], "b": 2, "s": )" + longest + "}");
  REQUIRE(texts.size() == 5);
  CHECK(texts[0] == "[1]");
  CHECK(texts[1].starts_with("[ 3 "));
  CHECK(texts[2] == "[ 4]");
  CHECK(texts[3] == "2");
  CHECK(texts[4] == "1");
  CHECK(thrown_error([&] { split_with(R"({"a": )" + longest + "}"); }).message() ==
        "it is damaged at byte 6: a value is too large");
  CHECK(thrown_error([&] { split_with("{" + longest + ": 1}"); }).message() ==
        "it is damaged at byte 1: a key is too long");
  // A bracket is missing: the rest would be one element.
  std::string open = R"({"a": [1, [2, )";
  for (int i = 0; i < 1000; ++i) {
    open += i == 3 ? "\"x\": 5, " : "6, ";
  }
  CHECK(thrown_error([&] { split_with(open); }).message() ==
        "it is damaged at byte 26: no JSON goes on like this");
}
