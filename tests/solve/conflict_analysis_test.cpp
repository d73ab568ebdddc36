#include "small_world.hpp"
#include "solve/conflict_analysis.hpp"
#include "solve/propagation.hpp"

#include <catch2/catch.hpp>

namespace etalon {

namespace {

using VarKind = Problem::VarKind;

// The variable of a version that has been loaded.
Var find(const Propagation& propagation, SmallWorld& world, const std::string& name, int version) {
  const Problem& problem = propagation.problem();
  for (Var var = 0; var < problem.variable_count(); ++var) {
    if (problem.is_package(var)) {
      const auto& package = world.packages[problem.entry(var).payload];
      if (package.name == world.add_name(name) && package.version == version) {
        return var;
      }
    }
  }
  FAIL("not loaded");
  return 0;
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
  CHECK(propagation.trail().value(Literal::yes(find(propagation, world, "b", 2))) > 0);
  CHECK(propagation.trail().value(Literal::yes(find(propagation, world, "b", 1))) < 0);
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
  const Var x = find(propagation, world, "x", 2);
  const Var y = find(propagation, world, "y", 2);
  propagation.decide(Literal::yes(x)); // level 4
  REQUIRE_FALSE(propagation.propagate());
  propagation.decide(Literal::yes(find(propagation, world, "z", 2))); // level 5
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
  CHECK(propagation.trail().value(Literal::yes(y)) < 0);
  CHECK(propagation.trail().value(Literal::yes(find(propagation, world, "y", 1))) > 0);
}

} // namespace etalon
