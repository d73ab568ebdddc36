#include <catch2/catch.hpp>
#include <model/manifest_selectors.hpp>

using namespace etalon;
using Outcome = SelectorValue::Outcome;

namespace {

Outcome outcome_on(const char* subdir, std::string_view expression) {
  return evaluate_selector(expression, Platform::parse(subdir)).outcome;
}

// The messages and hints of the comments in `text`.
std::vector<std::string> warnings_of(std::string text) {
  std::vector<ManifestProblem> problems;
  ProblemList list(problems);
  apply_comment_selectors(text, Platform::parse("linux-64"), list);
  std::vector<std::string> texts;
  for (const ManifestProblem& problem : problems) {
    CHECK(problem.severity == ProblemSeverity::warning);
    texts.push_back(placed_text("f", problem.place, problem.message));
    texts.push_back(problem.hints.at(0));
  }
  return texts;
}

std::string selected(std::string text, const char* subdir) {
  std::vector<ManifestProblem> problems;
  ProblemList list(problems);
  apply_comment_selectors(text, Platform::parse(subdir), list);
  return text;
}

} // namespace

TEST_CASE("the variables of selectors say what a platform is", "[model][manifest]") {
  struct Case {
    const char* variable;
    std::vector<const char*> platforms;
  };

  const std::vector<const char*> all = {"linux-32",
                                        "linux-64",
                                        "linux-aarch64",
                                        "linux-ppc64le",
                                        "linux-armv7l",
                                        "osx-64",
                                        "osx-arm64",
                                        "win-32",
                                        "win-64",
                                        "win-arm64"};
  const std::vector<Case> cases = {
      {"linux", {"linux-32", "linux-64", "linux-aarch64", "linux-ppc64le", "linux-armv7l"}},
      {"unix",
       {"linux-32",
        "linux-64",
        "linux-aarch64",
        "linux-ppc64le",
        "linux-armv7l",
        "osx-64",
        "osx-arm64"}},
      {"osx", {"osx-64", "osx-arm64"}},
      {"win", {"win-32", "win-64", "win-arm64"}},
      {"x86", {"linux-32", "linux-64", "osx-64", "win-32", "win-64"}},
      {"x86_64", {"linux-64", "osx-64", "win-64"}},
      {"x64", {"linux-64", "osx-64", "win-64"}},
      {"linux32", {"linux-32"}},
      {"linux64", {"linux-64"}},
      {"osx64", {"osx-64"}},
      {"win32", {"win-32"}},
      {"win64", {"win-64"}},
      {"arm64", {"osx-arm64", "win-arm64"}},
      {"aarch64", {"linux-aarch64"}},
      {"ppc64le", {"linux-ppc64le"}},
      {"armv7l", {"linux-armv7l"}},
      {"s390x", {}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.variable);
    std::vector<std::string> held;
    for (const char* platform : all) {
      if (outcome_on(platform, one.variable) == Outcome::holds) {
        held.emplace_back(platform);
      }
    }
    CHECK(held == std::vector<std::string>(one.platforms.begin(), one.platforms.end()));
  }
}

TEST_CASE("selectors are joined with and, or, not and parentheses", "[model][manifest]") {
  CHECK(outcome_on("linux-64", "linux and x64") == Outcome::holds);
  CHECK(outcome_on("linux-64", " win or linux and aarch64 ") == Outcome::fails);
  CHECK(outcome_on("linux-64", "(win or linux) and not aarch64") == Outcome::holds);
  CHECK(outcome_on("win-64", "not (linux or osx)") == Outcome::holds);
  CHECK(outcome_on("win-64", "not not win") == Outcome::holds);
  for (const char* text : {"",
                           "and",
                           "linux and",
                           "(linux",
                           "linux)",
                           "linux win",
                           "()",
                           "1",
                           "a-b",
                           "linux=1",
                           "or"}) {
    CAPTURE(text);
    CHECK(outcome_on("linux-64", text) == Outcome::no_expression);
  }
  const auto unknown = evaluate_selector("linux and py36", Platform::parse("linux-64"));
  CHECK(unknown.outcome == Outcome::unknown_variable);
  CHECK(unknown.unknown == "py36");
  CHECK(outcome_on("linux-64", std::string(100000, '(')) == Outcome::no_expression);
}

TEST_CASE("lines whose comment fails are blanked", "[model][manifest]") {
  CHECK(
      selected("- a # [win]\n- b # [linux]\n- c # on Windows [win]\n- d  # [win] only\n- e #[win]",
               "linux-64") ==
      "           \n- b # [linux]\n                      \n                 \n          ");
  for (const char* kept : {"# - a # [win]\n",
                           "- 'a # [win]'\n",
                           "- \"\\\" # [win]\"\n",
                           "- a#[win]\n",
                           "- a # [1]\n",
                           "- a # see win\n"}) {
    CAPTURE(kept);
    CHECK(selected(kept, "linux-64") == kept);
  }
}

TEST_CASE("comments that look like selectors are warned about", "[model][manifest]") {
  CHECK(warnings_of("- a # [py36]\n- b # sel(osx)\n- c # see [1]\n- d # a [note]\n") ==
        std::vector<std::string>{
            "f:1:5: the comment `# [py36]` selects nothing, as `py36` is no variable of "
            "selectors: the line counts on every platform",
            "a selector is made of `linux`, `osx`, `win`, `unix`, `x86_64`, `aarch64`, `arm64` "
            "and the like, joined by `and` and `or`",
            "f:2:5: the comment `# sel(osx)` selects nothing: the line counts on every platform",
            "write it as `# [osx]`"});
}
