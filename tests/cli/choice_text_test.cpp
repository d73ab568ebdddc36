#include <catch2/catch.hpp>
#include <cli/choice_text.hpp>

namespace etalon {

namespace {

using Cause = RejectedCandidates::Cause;
using Outcome = RejectedCandidates::Outcome;

// The line about one group of builds that were not taken.
std::string line_of(RejectedCandidates group) {
  group.versions = {"2"};
  group.count = 1;
  const auto text = render_choice({"a", true, "1", "0", "world", {{"", "a"}}, {std::move(group)}});
  const std::string head = "a 1 (0) from world\n  asked for by\n    the request: `a`\n"
                           "  not taken\n    2 (1 build): ";
  REQUIRE(text.find(head) == 0);
  return text.substr(head.size(), text.size() - head.size() - 1);
}

} // namespace

TEST_CASE("each cause has its words", "[cli][explain]") {
  CHECK(line_of({Cause::request, {}, 0, "", "a=1"}) == "`a=1` is requested");
  CHECK(line_of({Cause::pin, {}, 0, "", "a=1"}) == "`a=1` is pinned");
  CHECK(line_of({Cause::requirement, {}, 0, "b 1", "a <2"}) == "b 1 needs `a <2`");
  CHECK(line_of({Cause::constraint, {}, 0, "b 1", "a <2"}) == "b 1 allows only `a <2`");
  CHECK(line_of({Cause::own_dependency, {}, 0, "b 1", "b >=2"}) ==
        "needs `b >=2`, but b 1 was chosen");
  CHECK(line_of({Cause::excluded, {}, 0, "", "", "because"}) == "because");
  CHECK(line_of({Cause::no_cause}) == "not tried out: the time was up");
}

TEST_CASE("each outcome has its words", "[cli][explain]") {
  const auto outcome = [](Outcome how, std::vector<std::string> contradicts, std::string worse) {
    RejectedCandidates group{Cause::no_cause};
    group.outcome = how;
    group.contradicts = std::move(contradicts);
    group.worse = std::move(worse);
    return line_of(std::move(group));
  };
  CHECK(outcome(Outcome::no_answer, {}, "") == "it cannot be installed at all");
  CHECK(outcome(Outcome::no_answer, {"b=1", "c"}, "") ==
        "there is no answer with it and `b=1`, `c`");
  CHECK(outcome(Outcome::worse, {}, "b 1 instead of 2") ==
        "with it there would be b 1 instead of 2");
  CHECK(outcome(Outcome::no_worse_one, {}, "") ==
        "it would do as well: only what is requested is made as good as can be");
}

TEST_CASE("long explanations are cut, and say so", "[cli][explain]") {
  ChoiceExplanation explanation{"a", true, "1", "0", "world"};
  CHECK(render_choice(explanation) ==
        "a 1 (0) from world\n  asked for by\n  there is no better one\n");
  for (int i = 0; i < 12; ++i) {
    explanation.asked_by.push_back({"b" + std::to_string(i) + " 1", "a"});
    RejectedCandidates group{Cause::request};
    group.versions = {"5", "4", "3", "2"};
    group.count = 7;
    group.spec = "a=" + std::to_string(i);
    explanation.rejected.push_back(group);
  }
  const auto text = render_choice(explanation);
  CHECK(text.find("    b3 1: `a`\n    and 8 more\n") != std::string::npos);
  CHECK(text.find("    2..5 (7 builds): `a=9` is requested\n"
                  "    and 2 more groups; --json has them all\n") != std::string::npos);
}

} // namespace etalon
