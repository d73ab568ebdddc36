#include <catch2/catch.hpp>
#include <repodata/intern_tables.hpp>

#include <string>
#include <vector>

using namespace etalon;

TEST_CASE("a text has one number, however it is added", "[repodata][intern]") {
  StringTable strings;
  CHECK(strings.add("") == 0);
  const std::uint32_t a = strings.add("a");
  const std::uint32_t b = strings.add_likely("b", a);
  CHECK(strings.at(b) == "b");
  CHECK(strings.add_likely("a", a) == a);
  CHECK(strings.add_likely("a", b) == a);
  const std::uint64_t first = strings.prepare("c");
  const std::uint64_t second = strings.prepare("c");
  CHECK(strings.add_prepared("c", first) == strings.add_prepared("c", second));
  CHECK(strings.size() == 4);
  CHECK(strings.find("c") == 3U);
  CHECK_FALSE(strings.find("d"));
}

TEST_CASE("texts are found again in a table of many", "[repodata][intern]") {
  StringTable strings;
  constexpr int count = 600'000; // beyond where large pages begin
  for (int i = 0; i < count; ++i) {
    strings.add(std::to_string(i));
  }
  CHECK(strings.size() == count + 1);
  int wrong = 0;
  for (int i = 0; i < count; ++i) {
    const auto found = strings.find(std::to_string(i));
    wrong += found && strings.at(*found) == std::to_string(i) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a list has one place, however it is added", "[repodata][intern]") {
  ListTable lists;
  CHECK(lists.add({}) == 0);
  const std::uint32_t pair = lists.add({1, 2});
  const std::uint32_t longer = lists.add_likely({1, 2, 3}, pair);
  CHECK(lists.add_likely({1, 2}, pair) == pair);
  CHECK(lists.add_likely({1, 2}, longer) == pair);
  CHECK(lists.words() == std::vector<std::uint32_t>{0, 2, 1, 2, 3, 1, 2, 3});
}
