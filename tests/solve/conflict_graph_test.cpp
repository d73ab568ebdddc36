#include "small_world.hpp"

#include <etalon/solve/solver.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace etalon {

namespace {

std::string explain(SmallWorld& world,
                    const std::vector<std::string>& requirements,
                    const std::vector<std::string>& constraints = {}) {
  SolveTask task;
  for (const std::string& text : requirements) {
    task.requirements.push_back(world.set(text));
  }
  for (const std::string& text : constraints) {
    task.constraints.push_back(world.set(text));
  }
  const auto result = solve(task, world);
  REQUIRE(std::holds_alternative<Unsolvable>(result));
  return render(std::get<Unsolvable>(result).conflict);
}

} // namespace

TEST_CASE("explained: a name that nobody has heard of", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1);
  CHECK(explain(world, {"a", "ghost"}) == "`ghost` is requested, but no package is named `ghost`");
}

TEST_CASE("explained: versions that do not exist", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1);
  world.add("a", 2);
  CHECK(explain(world, {"a 3"}) == "`a 3` is requested, but there is only a 2|1");
}

TEST_CASE("explained: an excluded package", "[solve][explain]") {
  SmallWorld world;
  world.exclude(world.add("a", 1));
  CHECK(explain(world, {"a"}) == "`a` is requested, but a 1 is excluded: it is not wanted here");
}

TEST_CASE("explained: an unusable package", "[solve][explain]") {
  SmallWorld world;
  world.make_unusable(world.add("a", 1));
  CHECK(explain(world, {"a"}) ==
        "`a` is requested, but a 1 is excluded: its dependencies cannot be read");
}

TEST_CASE("explained: two requests that want different versions of one package",
          "[solve][explain]") {
  SmallWorld world;
  world.add("b", 6, {"d 1"});
  world.add("b", 7, {"d 1"});
  world.add("c", 1, {"d 2"});
  world.add("c", 2, {"d 2"});
  world.add("d", 1);
  world.add("d", 2);
  world.add("e", 1);
  CHECK(explain(world, {"b", "c", "e"}) ==
        "`b` and `c` cannot be installed together: they disagree on `d`\n"
        "├─ `b` is requested: b 7|6\n"
        "│  └─ needs `d 1`: d 1\n"
        "└─ `c` is requested: c 2|1\n"
        "   └─ needs `d 2`: d 2, but b 7|6 needs `d 1`");
}

TEST_CASE("explained: a request against a dependency", "[solve][explain]") {
  SmallWorld world;
  world.add("torch", 2, {"python 8 9 10 11"});
  for (int minor = 8; minor <= 14; ++minor) {
    world.add("python", minor);
  }
  CHECK(explain(world, {"torch", "python 12"}) ==
        "`torch` and `python 12` cannot be installed together: they disagree on `python`\n"
        "├─ `torch` is requested: torch 2\n"
        "│  └─ needs `python 8 9 10 11`: python 11|10|9|8\n"
        "└─ `python 12` is requested: python 12, but torch 2 needs `python 8 9 10 11`");
}

TEST_CASE("explained: a constraint of a package", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"b"}, {"b 3"});
  world.add("b", 1);
  world.add("b", 2);
  CHECK(explain(world, {"a"}) == "`a` cannot be installed: what it needs disagrees on `b`\n"
                                 "└─ `a` is requested: a 1\n"
                                 "   └─ needs `b`: b 2|1, but a 1 allows only `b 3`");
}

TEST_CASE("explained: a pin", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"b 2"});
  world.add("b", 1);
  world.add("b", 2);
  CHECK(explain(world, {"a"}, {"b 1"}) == "`a` and the pin `b 1` cannot be installed together: "
                                          "they disagree on `b`\n"
                                          "├─ `a` is requested: a 1\n"
                                          "│  └─ needs `b 2`: b 2, but only `b 1` is allowed\n"
                                          "└─ only `b 1` is allowed, which rules out b 2");
}

TEST_CASE("explained: versions that fail for different reasons", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"ghost"});
  world.add("a", 2, {"b 9"});
  world.add("b", 1);
  CHECK(explain(world, {"a"}) == "`a` cannot be installed: whatever is tried, something that it "
                                 "needs is missing\n"
                                 "└─ `a` is requested:\n"
                                 "   ├─ a 2\n"
                                 "   │  └─ needs `b 9`, but there is only b 1\n"
                                 "   └─ a 1\n"
                                 "      └─ needs `ghost`, but no package is named `ghost`");
}

TEST_CASE("explained: many versions become a range, innocent requests are left out",
          "[solve][explain]") {
  SmallWorld world;
  for (int version = 1; version <= 30; ++version) {
    world.add("a", version, {"ghost"});
  }
  world.add("b", 1);
  CHECK(explain(world, {"b", "a"}) == "`a` cannot be installed: it needs `ghost`, but no package "
                                      "is named so\n"
                                      "└─ `a` is requested: a 1..30 (30 versions)\n"
                                      "   └─ needs `ghost`, but no package is named `ghost`");
}

TEST_CASE("explained: a package that was shown is not shown again", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"c"});
  world.add("a", 2, {"b", "c"});
  world.add("b", 1, {"c"});
  world.add("c", 1, {"ghost"});
  const std::string text = explain(world, {"a"});
  CHECK(text == "`a` cannot be installed: it needs `ghost`, but no package is named so\n"
                "└─ `a` is requested: a 2|1\n"
                "   └─ needs `c`: c 1\n"
                "      └─ needs `ghost`, but no package is named `ghost`");
}

TEST_CASE("explained: a version that does not exist, deep down", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"b 2"});
  world.add("b", 1);
  CHECK(explain(world, {"a"}) == "`a` cannot be installed: it needs `b 2`, but there is no such "
                                 "version\n"
                                 "└─ `a` is requested: a 1\n"
                                 "   └─ needs `b 2`, but there is only b 1");
}

TEST_CASE("explained: many ranges are told by what they allow", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"p 1"});
  world.add("a", 2, {"p 2"});
  world.add("a", 3, {"p 3"});
  for (int version = 1; version <= 4; ++version) {
    world.add("p", version);
  }
  CHECK(explain(world, {"a", "p 4"}) ==
        "`a` and `p 4` cannot be installed together: they disagree on `p`\n"
        "├─ `a` is requested: a 3|2|1\n"
        "│  └─ needs `p` in one of 3 ranges: p 3|2|1, but `p 4` is requested\n"
        "└─ `p 4` is requested: p 4");
}

TEST_CASE("explained: no more than thirty lines, and how many are left out", "[solve][explain]") {
  SmallWorld world;
  std::vector<std::string> requests;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "n" + std::to_string(i);
    world.add(name, 1, {i == 39 ? "n0 2" : "n" + std::to_string(i + 1)});
  }
  const std::string text = explain(world, {"n0"});
  CHECK(std::count(text.begin(), text.end(), '\n') == 30);
  CHECK(text.find("\n(12 more lines are left out)") != std::string::npos);
}

TEST_CASE("explained: what the solver cannot know", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"__gpu"});
  SolveTask task;
  task.requirements.push_back(world.set("a"));
  auto graph = std::get<Unsolvable>(solve(task, world)).conflict;
  for (auto& node : graph.nodes) {
    node.note = node.name == "__gpu" ? "this machine has none" : "from a test";
  }
  CHECK(render(graph) == "`a` cannot be installed: it needs `__gpu`, but this machine has none\n"
                         "└─ `a` is requested: a 1 (from a test)\n"
                         "   └─ needs `__gpu`, but this machine has none");
}

TEST_CASE("explained: a package that rules itself out", "[solve][explain]") {
  SmallWorld world;
  world.add("a", 1, {"a 2"});
  world.add("a", 2);
  world.add("b", 1, {}, {"b 2"});
  CHECK(explain(world, {"a 1"}) == "`a 1` cannot be installed: what it needs disagrees on `a`\n"
                                   "└─ `a 1` is requested: a 1\n"
                                   "   └─ needs `a 2`: a 2, but `a 1` is requested");
  CHECK(explain(world, {"b"}) == "`b` is requested: b 1, but b 1 allows only `b 2`");
}

} // namespace etalon
