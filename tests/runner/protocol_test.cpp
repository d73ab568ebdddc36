#include "runner/protocol.hpp"

#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>

namespace etalon_runner {

namespace {

std::string refusal(std::string_view text) {
  try {
    Reader::parse(text);
  } catch (const ProtocolError& error) {
    return error.what();
  }
  return "";
}

} // namespace

TEST_CASE("a command is read with its parameters", "[runner][protocol]") {
  const Value command = Reader::parse(
      R"( {"command":"prepare","parameters":{"batch_size":"32","n":4},"list":[1,[],{}],)"
      R"("flag":true,"none":null} )");
  CHECK(command.get("command") == "prepare");
  REQUIRE(command.find("parameters") != nullptr);
  CHECK(command.find("parameters")->get("batch_size") == "32");
  CHECK(command.find("parameters")->get("n") == "4");
  CHECK(command.find("list")->items.size() == 3);
  CHECK(command.get("flag") == "true");
  CHECK(command.get("none", "otherwise") == "otherwise");
  CHECK(command.get("parameters", "otherwise") == "otherwise");
  CHECK(command.get("absent", "otherwise") == "otherwise");
}

TEST_CASE("strings are read with all their escapes", "[runner][protocol]") {
  CHECK(Reader::parse(R"("a\"\\\/\b\f\n\r\tz")").text == "a\"\\/\b\f\n\r\tz");
  CHECK(Reader::parse(R"("\u0041\u00e9\u20AC\ud83d\ude00")").text ==
        "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(Reader::parse("\"\xc3\xa9\"").text == "\xc3\xa9");
  CHECK(Reader::parse(R"("\u0000")").text == std::string(1, '\0'));
}

TEST_CASE("numbers keep their text", "[runner][protocol]") {
  CHECK(Reader::parse("-12.5e3").text == "-12.5e3");
  CHECK(Reader::parse("0").text == "0");
}

TEST_CASE("what is no JSON is refused with its place", "[runner][protocol]") {
  CHECK(refusal("") == "expected a value at offset 0");
  CHECK(refusal("{") == "expected `\"` at offset 1");
  CHECK(refusal(R"({"a" 1})") == "expected `:` at offset 5");
  CHECK(refusal(R"({"a":1)") == "expected `}` at offset 6");
  CHECK(refusal("[1 2]") == "expected `]` at offset 3");
  CHECK(refusal("1 2") == "expected the end of the line at offset 2");
  CHECK(refusal(R"("abc)") == "expected the end of a string at offset 4");
  CHECK(refusal("\"a\nb\"") == "expected the end of a string at offset 2");
  CHECK(refusal(R"("\x")") == "expected an escape at offset 2");
  CHECK(refusal(R"("\u12g4")") == "expected a hexadecimal digit at offset 5");
  CHECK(refusal(R"("\ud800")") == "expected a pair of surrogates at offset 7");
  CHECK(refusal(R"("\ud800\u0041")") == "expected a low surrogate at offset 13");
  CHECK(refusal("nan") == "expected a value at offset 0");
  CHECK(refusal(std::string(40, '[')) == "expected fewer levels at offset 33");
}

TEST_CASE("an event is one line with exact numbers", "[runner][protocol]") {
  Event event("sample");
  event.add("seconds", 0.1)
      .add("batches", std::int64_t{100})
      .add("first", true)
      .add("name", "a\"b\n")
      .add("restart", std::vector<double>{1, 0.25})
      .add("paths", std::vector<std::string>{"/a", "/b"})
      .add("none", std::vector<double>{})
      .add("facts", std::map<std::string, std::string>{{"k", "v"}, {"l", ""}});
  CHECK(event.line() ==
        R"({"event":"sample","seconds":0.10000000000000001,"batches":100,"first":true,)"
        R"("name":"a\"b\u000a","restart":[1,0.25],"paths":["/a","/b"],"none":[],)"
        R"("facts":{"k":"v","l":""}})");
  CHECK(Reader::parse(event.line()).get("name") == "a\"b\n");
}

TEST_CASE("the protocol compiles with nothing but a C++17 compiler", "[runner][protocol]") {
  const std::string header = std::string(ETALON_SOURCE_DIR) + "/src/runner/protocol.hpp";
  const auto environment = etalon::current_environment();
  const auto chosen = environment.find("CXX");
  const etalon::CapturedOutput output =
      etalon::run_captured({{chosen == environment.end() ? "c++" : chosen->second,
                             "-std=c++17",
                             "-Wall",
                             "-Wextra",
                             "-Werror",
                             "-fsyntax-only",
                             "-x",
                             "c++",
                             "-include",
                             header,
                             "/dev/null"},
                            environment,
                            std::nullopt},
                           etalon::CancellationToken());
  INFO(output.standard_error);
  CHECK(output.state.ok());
}

} // namespace etalon_runner
