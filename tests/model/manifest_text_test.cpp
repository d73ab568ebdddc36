#include <catch2/catch.hpp>
#include <model/manifest_text.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

struct Checked {
  TextVerdict verdict = TextVerdict::readable;
  std::string text;
  std::vector<ManifestProblem> problems;
};

Checked check(std::string_view text) {
  Checked result;
  result.text = text;
  ProblemList problems(result.problems);
  result.verdict = check_manifest_text(result.text, problems);
  return result;
}

// "LINE:COLUMN MESSAGE (HINT)" of the one problem of an unreadable text.
std::string refusal_of(std::string_view text) {
  const Checked checked = check(text);
  CHECK(checked.verdict == TextVerdict::unreadable);
  REQUIRE(checked.problems.size() == 1);
  const ManifestProblem& problem = checked.problems.front();
  CHECK(problem.severity == ProblemSeverity::error);
  return placed_text("f", problem.place, problem.message) +
         (problem.hints.empty() ? "" : " (" + problem.hints.front() + ")");
}

} // namespace

TEST_CASE("texts that YAML may read are let through", "[model][manifest]") {
  for (const std::string text : {"",
                                 "name: x\ndependencies:\n  - a\n",
                                 "a:\t1\n\t\n\t# comment\n  - b\t# c\n",
                                 "a: 1\n=======\n"}) { // YAML itself refuses the last
    const Checked checked = check(text);
    CHECK(checked.verdict == TextVerdict::readable);
    CHECK(checked.problems.empty());
    CHECK(checked.text == text);
  }
}

TEST_CASE("a tab in the indentation is refused by its place", "[model][manifest]") {
  CHECK(refusal_of("dependencies:\n  \t- a\n") ==
        "f:2:3: a tab in the indentation (indent with blanks)");
}

TEST_CASE("of a merge conflict the first side is read", "[model][manifest]") {
  const Checked checked =
      check("a:\n<<<<<<< HEAD\n- b\n||||||| base\n- c\n=======\n- d\n>>>>>>> x\n- e\n");
  CHECK(checked.verdict == TextVerdict::readable);
  REQUIRE(checked.problems.size() == 1);
  CHECK(checked.problems[0].place.line == 2);
  CHECK(checked.problems[0].message == "a mark of a merge conflict");
  CHECK(checked.problems[0].hints ==
        Strings{"resolve the conflict: choose one side and delete the lines that start with "
                "`<<<<<<<`, `=======` and `>>>>>>>`"});
  CHECK(checked.text == "a:\n            \n- b\n            \n   \n       \n   \n         \n- e\n");
  CHECK(check(">>>>>>> x\na: 1\n").problems.size() == 1);
  CHECK(check("<<<<<<<<< x\n").problems.empty());
}

TEST_CASE("bytes that are no text are refused by their place", "[model][manifest]") {
  CHECK(refusal_of("name: x\n# caf\xC3\xA9, caf\xE9\n") ==
        "f:2:13: the text is not UTF-8 (save the file in the encoding UTF-8)");
  CHECK(refusal_of(std::string_view("a: \0", 4)) ==
        "f:1:4: the control character 0x00 (delete it)");
  CHECK(refusal_of("a: \x1b[31m\n") == "f:1:4: the control character 0x1B (delete it)");
}

TEST_CASE("a file that is too large for a manifest is refused", "[model][manifest]") {
  CHECK(refusal_of(std::string(50U << 20U, 'x')) ==
        "f: the file has 50.0 MiB; a manifest may have 16.0 MiB");
}

TEST_CASE("brackets without end are refused before YAML sees them", "[model][manifest]") {
  CHECK(refusal_of(std::string(20000, '[')) == "f:1:1: lists and maps are nested too deeply");
  CHECK(check(std::string(9000, '[')).verdict == TextVerdict::readable);
}

TEST_CASE("scalars are quoted where YAML would read something else", "[model][manifest]") {
  for (const char* plain : {
           "python=3.10",
           "numpy >=1.26,<2",
           "pytorch::pytorch=2.*=*cuda*",
           "https://example.org/t/c",
           "./dir",
           "_libgcc_mutex=0.1",
           "nltk",
           "${HOME}/x",
           "a[version='>=1']",
       }) {
    CHECK(to_yaml_scalar(plain) == plain);
  }
  for (const char* quoted :
       {"",    " a",   "a ",  "-e .", "- a",         "yes",        "No",   "null", "true", "OFF",
        "1",   "1.0",  "1e3", "0x1f", "12:30",       "2020-01-01", "3.10", ".5",   ".inf", "*",
        "&a",  "a: b", "a:",  "a #b", "#a",          "@x",         "`x`",  "!x",   "%x",   "{a}",
        "[a]", "'a'",  "=",   "~",    "caf\xC3\xA9", "|",          ">",    "?"}) {
    CHECK(to_yaml_scalar(quoted) == "\"" + std::string(quoted) + "\"");
  }
  CHECK(to_yaml_scalar("a\"b\\c") == "a\"b\\c");
  CHECK(to_yaml_scalar("\"b\\c") == R"("\"b\\c")");
  CHECK(to_yaml_scalar("a\nb\t\x01") == R"("a\nb\x09\x01")");
}
