#include <catch2/catch.hpp>
#include <model/linear_regex.hpp>
#include <support/thrown_error.hpp>

#include <string>

using namespace etalon;

namespace {

bool found(const std::string& pattern, const std::string& text) {
  return LinearRegex::parse(pattern).matches(text);
}

std::string refusal(const std::string& pattern) {
  const Error error = thrown_error([&pattern] { LinearRegex::parse(pattern); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "invalid regular expression `" + pattern + "`");
  REQUIRE(error.causes().size() == 1);
  REQUIRE(error.hints().size() == 1);
  return error.causes()[0] + " | " + error.hints()[0];
}

} // namespace

TEST_CASE("a regular expression is searched for between its anchors", "[model][regex]") {
  CHECK(found("^abc$", "abc"));
  CHECK_FALSE(found("^abc$", "xabc"));
  CHECK_FALSE(found("^abc$", "abcx"));
  CHECK(found("^a|c$", "abc"));
  CHECK(found("^a|c$", "xxc"));
  CHECK(found("b", "abc"));
  CHECK(found("^$", ""));
  CHECK_FALSE(found("^$", "a"));
}

TEST_CASE("repetitions take as many as they say", "[model][regex]") {
  CHECK(found("^a*$", ""));
  CHECK(found("^a+$", "aaa"));
  CHECK_FALSE(found("^a+$", ""));
  CHECK(found("^ab?c$", "ac"));
  CHECK(found("^a{2}$", "aa"));
  CHECK_FALSE(found("^a{2}$", "aaa"));
  CHECK(found("^a{2,}$", "aaaa"));
  CHECK_FALSE(found("^a{2,}$", "a"));
  CHECK(found("^a{,2}$", ""));
  CHECK_FALSE(found("^a{,2}$", "aaa"));
  CHECK(found("^a{1,3}$", "aaa"));
  CHECK_FALSE(found("^a{1,3}$", "aaaa"));
  CHECK(found("^(ab){2}$", "abab"));
  CHECK(found("^(a*)*$", "aaaa"));
  CHECK(found("^a.*?b$", "axxb"));
  CHECK(found("^a{x}$", "a{x}"));
}

TEST_CASE("classes and escapes take the characters that they name", "[model][regex]") {
  CHECK(found("^[a-c_]+$", "abc_"));
  CHECK_FALSE(found("^[^a-c]$", "B"));
  CHECK(found("^[^a-c]$", "d"));
  CHECK(found("^[]x]+$", "]x"));
  CHECK(found("^[a-]+$", "a-"));
  CHECK(found("^[\\d.]+$", "1.2"));
  CHECK(found("^\\w\\s\\d\\W\\S\\D$", "a 1.xy"));
  CHECK_FALSE(found("^\\D$", "1"));
  CHECK(found("^1\\.7\\+$", "1.7+"));
  CHECK(found("^a\\tb\\nc\\rd$", "a\tb\nc\rd"));
  CHECK_FALSE(found("^.$", "\n"));
  CHECK(found("^[!-/]$", "+"));
}

TEST_CASE("groups and alternatives nest", "[model][regex]") {
  CHECK(found("^(red|(?:gr(ee|a)n))_.*$", "green_1"));
  CHECK_FALSE(found("^(red|(?:gr(ee|a)n))_.*$", "grin_1"));
  CHECK(found("^(a||b)$", ""));
}

TEST_CASE("a regular expression knows no case", "[model][regex]") {
  CHECK(found("^Py3[A-C]$", "pY3b"));
  CHECK_FALSE(found("^[^A]$", "a"));
}

TEST_CASE("an invalid regular expression is refused with its place", "[model][regex]") {
  const std::string simpler = "use a simpler pattern, such as `*cuda*`";
  CHECK(refusal("^(a$") ==
        "column 2: found `(` without `)` | close it, or write `\\(` for the character");
  CHECK(refusal("^a)$") ==
        "column 3: found `)` without `(` | remove it, or write `\\)` for the character");
  CHECK(refusal("^[a$") ==
        "column 2: found `[` without `]` | close it, or write `\\[` for the character");
  CHECK(refusal("*a$") ==
        "column 1: found `*` with nothing to repeat | write `.*`, or `\\*` for the character");
  CHECK(refusal("^a**$") == "column 3: found a repetition of a repetition | keep one of them");
  CHECK(refusal("^(?=a)$") ==
        "column 2: found a group that starts with `(?` | use a plain group `(...)` or `(?:...)`");
  CHECK(refusal("^\\1$") == "column 2: found `\\1` | use `\\d`, `\\w`, `\\s` or a class `[...]`");
  CHECK(refusal("^a\\") == "column 3: found `\\` at the end | write `\\\\` for the character");
  CHECK(refusal("^[z-a]$") == "column 3: found the range `z-a` | write the lower end first");
  CHECK(refusal("^a{3,2}$") == "column 3: found `{3,2}` | write the lower number first");
  CHECK(refusal("^(a{900}){900}$") == "column 15: found too many repetitions | " + simpler);
  CHECK(refusal("^a{999999}$") == "column 3: found 999999 repetitions | " + simpler);
  CHECK(refusal(std::string(51, '(')) ==
        "column 51: found too many groups inside one another | " + simpler);
}
