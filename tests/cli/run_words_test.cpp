#include "cli/run_words.hpp"

#include <catch2/catch.hpp>

using etalon::split_run_words;
using Words = std::vector<std::string>;

TEST_CASE("the command of run begins at the first plain word", "[cli][run_words]") {
  const auto split =
      split_run_words({"-q", "run", "-n", "demo", "--json", "python", "-c", "--json"});
  CHECK(split.own == Words{"-q", "run", "-n", "demo", "--json"});
  CHECK(split.command == Words{"python", "-c", "--json"});
}

TEST_CASE("the command of run begins after two dashes", "[cli][run_words]") {
  const auto split = split_run_words({"run", "--prefix=/x", "--", "--odd-name", "--"});
  CHECK(split.own == Words{"run", "--prefix=/x"});
  CHECK(split.command == Words{"--odd-name", "--"});
}

TEST_CASE("run without a command has none", "[cli][run_words]") {
  CHECK(split_run_words({"run", "-n"}).own == Words{"run", "-n"});
  CHECK(split_run_words({"run", "-n"}).command.empty());
}

TEST_CASE("other commands are left as they are", "[cli][run_words]") {
  const Words words = {"bench", "run", "-n", "demo", "--", "x"};
  CHECK(split_run_words(words).own == words);
  CHECK(split_run_words(words).command.empty());
  CHECK(split_run_words({}).own.empty());
}
