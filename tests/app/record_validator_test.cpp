#include "app/test_channels.hpp"
#include "resolution/record_validator.hpp"

#include <catch2/catch.hpp>

namespace etalon::test {

namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

json record(const std::string& name, const std::string& version, json more = json::object()) {
  more["name"] = name;
  more["version"] = version;
  return more;
}

// a 1 needs b, and keeps c below 2; both channels have b.
RecordWorld small_world() {
  RecordWorld world({{"__glibc", "2.36", "0", "test"}});
  world.add_channel("first");
  world.add_repodata(
      "linux-64",
      TestChannels::repodata_of(
          {record("a", "1", {{"depends", {"b >=1"}}, {"constrains", {"c <2", "__glibc >=2.17"}}}),
           record("b", "1", {{"timestamp", 10}}),
           record("c", "1"),
           record("c", "2"),
           record("old", "1", {{"constrains", {"__glibc <2.17"}}})})
          .dump());
  world.add_channel("second");
  world.add_repodata("linux-64",
                     TestChannels::repodata_of({record("b", "2"), record("b", "0")}).dump());
  return world;
}

Strings faults(const Strings& specs, const Strings& chosen, WorldQuestion question = {}) {
  RecordWorld world = small_world();
  question.specs = specs;
  std::vector<const WorldRecord*> records;
  for (const std::string& text : chosen) {
    const auto slash = text.find('/');
    const auto* found =
        world.find(text.substr(0, slash), "linux-64", text.substr(slash + 1) + "-0.conda");
    REQUIRE(found != nullptr);
    records.push_back(found);
  }
  Strings all = find_faults(world, question, records);
  for (const std::string& superfluous : find_superfluous(question, records)) {
    all.push_back("superfluous: " + superfluous);
  }
  return all;
}

} // namespace

TEST_CASE("the validator accepts an environment", "[validator]") {
  CHECK(faults({"a", "__glibc >=2.17"}, {"first/a-1", "first/b-1"}) == Strings{});
  CHECK(faults({"a", "c"}, {"first/a-1", "first/b-1", "first/c-1"}) == Strings{});
}

TEST_CASE("the validator tells each rule that is broken", "[validator]") {
  CHECK(faults({"a"}, {"first/a-1"}) == Strings{"`a-1-0` needs `b >=1`"});
  CHECK(faults({"a 2"}, {"first/a-1", "first/b-1"}) ==
        Strings{"the request needs `a 2`, not `a-1-0`"});
  CHECK(faults({"a", "c"}, {"first/a-1", "first/b-1", "first/c-2"}) ==
        Strings{"`a-1-0` allows `c <2` only, not `c-2-0`"});
  CHECK(faults({"b"}, {"second/b-2"}) == Strings{"`b-2-0` of second is not allowed"});
  CHECK(faults({"second::b"}, {"second/b-2"}) == Strings{});
  CHECK(faults({"b"}, {"second/b-2"}, {{}, {}, ChannelPriority::flexible, {}}) == Strings{});
  CHECK(faults({"b"}, {"first/b-1"}, {{}, {}, ChannelPriority::strict, 9}) ==
        Strings{"`b-1-0` of first is not allowed"});
  CHECK(faults({"b"}, {"first/b-1"}, {{}, {"b >1"}, ChannelPriority::strict, {}}) ==
        Strings{"the request allows `b >1` only, not `b-1-0`"});
  CHECK(faults({"c"}, {"first/c-1", "first/c-2"}) == Strings{"`c` is there 2 times"});
  CHECK(faults({"c"}, {"first/c-1", "first/b-1"}) == Strings{"superfluous: b-1-0"});
  CHECK(faults({"old"}, {"first/old-1"}) ==
        Strings{"`old-1-0` allows `__glibc <2.17` only, not `__glibc-2.36-0`"});
}

} // namespace etalon::test
