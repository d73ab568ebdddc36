#include "small_world.hpp"
#include "solve/conflict_analysis.hpp"
#include "solve/propagation.hpp"

#include <catch2/catch.hpp>

namespace etalon {

namespace {

using VarKind = Problem::VarKind;

struct Place {
  std::uint32_t name;
  std::uint32_t place;
};

// Where a version that has been loaded stands.
Place find(const Propagation& propagation,
           SmallWorld& world,
           const std::string& name,
           int version) {
  const Problem& problem = propagation.problem();
  for (std::uint32_t index = 0; index < problem.name_count(); ++index) {
    const auto& solvables = problem.name(index).solvables;
    for (std::uint32_t place = 0; place < solvables.size(); ++place) {
      const auto& package = world.packages[to_index(solvables[place])];
      if (package.name == world.add_name(name) && package.version == version) {
        return {index, place};
      }
    }
  }
  FAIL("not loaded");
  return {};
}

bool is_open(const Propagation& propagation, Place place) {
  return has_place(propagation.state(place.name).open, place.place);
}

// Its variable, as the search gets it for the best candidate.
Var best(Propagation& propagation, Place place) {
  const Var var = propagation.best_candidate(place.name);
  REQUIRE(propagation.problem().entry(var).table == place.place);
  return var;
}

} // namespace

TEST_CASE("a requirement with one candidate installs it and all that it needs",
          "[solve][propagation]") {
  SmallWorld world;
  world.add("a", 1, {"b 2"});
  world.add("b", 1);
  world.add("b", 2);
  Propagation propagation(world);
  const Var a = propagation.load_set(world.set("a"), VarKind::requirement);
  propagation.decide(Literal::yes(a));
  CHECK_FALSE(propagation.propagate());
  const Place two = find(propagation, world, "b", 2);
  CHECK(propagation.state(two.name).chosen_place == two.place);
  CHECK_FALSE(is_open(propagation, find(propagation, world, "b", 1)));
}

TEST_CASE("two requirements without a common candidate contradict before anything is decided",
          "[solve][propagation]") {
  SmallWorld world;
  world.add("a", 1);
  world.add("a", 2);
  Propagation propagation(world);
  const Var one = propagation.load_set(world.set("a 1"), VarKind::requirement);
  const Var two = propagation.load_set(world.set("a 2"), VarKind::requirement);
  propagation.decide(Literal::yes(one));
  CHECK_FALSE(propagation.propagate());
  CHECK(propagation.trail().value(Literal::yes(two)) < 0);
}

TEST_CASE("the lesson of a conflict jumps over the decisions that had no part in it",
          "[solve][analysis]") {
  // x 2 and y 2 want different d; the decision for z between them is innocent.
  SmallWorld world;
  world.add("x", 2, {"d 1"});
  world.add("x", 1);
  world.add("y", 2, {"e"});
  world.add("y", 1);
  world.add("e", 1, {"d 2"});
  world.add("z", 1);
  world.add("z", 2);
  world.add("d", 1);
  world.add("d", 2);
  Propagation propagation(world);
  for (const char* name : {"x", "y", "z"}) {
    propagation.decide(Literal::yes(propagation.load_set(world.set(name), VarKind::requirement)));
    REQUIRE_FALSE(propagation.propagate());
  }
  const Var x = best(propagation, find(propagation, world, "x", 2));
  const Var y = best(propagation, find(propagation, world, "y", 2));
  propagation.decide(Literal::yes(x)); // level 4
  REQUIRE_FALSE(propagation.propagate());
  propagation.decide(Literal::yes(best(propagation, find(propagation, world, "z", 2)))); // 5
  REQUIRE_FALSE(propagation.propagate());
  propagation.decide(Literal::yes(y)); // level 6
  const auto conflict = propagation.propagate();
  REQUIRE(conflict);

  ConflictAnalysis analysis(propagation);
  CHECK(analysis.level_of(*conflict) == 6);
  std::vector<Var> touched;
  const Lesson lesson = analysis.learn(*conflict, [&](Var var) { touched.push_back(var); });
  CHECK(lesson.level == 4);
  REQUIRE(lesson.literals.size() == 2);
  CHECK(propagation.trail().level(lesson.literals[0].var()) == 6);
  CHECK(propagation.trail().level(lesson.literals[1].var()) == 4);

  propagation.backtrack(lesson.level);
  propagation.add_unit_clause(lesson.literals, lesson.level);
  CHECK_FALSE(propagation.propagate());
  CHECK_FALSE(is_open(propagation, find(propagation, world, "y", 2)));
  const Place other = find(propagation, world, "y", 1);
  CHECK(propagation.state(other.name).chosen_place == other.place);
}

} // namespace etalon
