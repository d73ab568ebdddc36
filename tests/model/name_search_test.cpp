#include <etalon/model/name_search.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>

using namespace etalon;

TEST_CASE("a search finds its expression anywhere in a name", "[model][search]") {
  const auto search = NameSearch::parse("torch|^num", NameMatch::part);
  CHECK(search.matches("pytorch"));
  CHECK(search.matches("numpy"));
  CHECK(search.matches("PyTorch"));
  CHECK_FALSE(search.matches("scnum"));
}

TEST_CASE("a search for a whole name takes no part of one", "[model][search]") {
  const auto search = NameSearch::parse("torch|numpy", NameMatch::whole);
  CHECK(search.matches("torch"));
  CHECK(search.matches("numpy"));
  CHECK_FALSE(search.matches("pytorch"));
  CHECK_FALSE(search.matches("numpy-base"));
}

TEST_CASE("an expression that cannot be read is shown as typed", "[model][search]") {
  for (const auto match : {NameMatch::part, NameMatch::whole}) {
    const Error error = thrown_error([&] { NameSearch::parse("*torch", match); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "invalid regular expression `*torch`");
    CHECK(error.causes() == std::vector<std::string>{"column 1: found `*` with nothing to repeat"});
    CHECK(error.hints() == std::vector<std::string>{"write `.*`, or `\\*` for the character"});
  }
}
