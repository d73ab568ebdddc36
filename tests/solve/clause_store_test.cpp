#include "solve/clause_store.hpp"
#include "solve/trail.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

namespace etalon {

namespace {

// Clauses over variables 0..n-1 and what is assigned to them.
struct Fixture {
  explicit Fixture(std::uint32_t variables) {
    trail.add_variables(variables);
    clauses.add_variables(variables);
  }

  void decide(Literal literal) {
    trail.start_level();
    trail.assign(literal, trail.current_level(), Reason::decision());
  }

  // The literals that become unit once `literal`, which holds, has been looked at.
  std::vector<Literal> visit(Literal literal) {
    std::vector<Literal> units;
    clauses.visit(~literal, trail, [&](Literal unit, std::uint32_t) {
      if (trail.value(unit) < 0) {
        conflict = unit;
        return false;
      }
      units.push_back(unit);
      return true;
    });
    return units;
  }

  void backtrack(std::uint32_t level) {
    trail.backtrack(level, [](Literal) {});
  }

  Trail trail;
  ClauseStore clauses;
  std::optional<Literal> conflict;
};

Literal yes(Var var) {
  return Literal::yes(var);
}

Literal no(Var var) {
  return Literal::no(var);
}

} // namespace

TEST_CASE("a clause becomes unit when all but one literal are false", "[solve][clauses]") {
  Fixture f(4);
  const std::vector<Literal> clause{no(0), yes(1), yes(2), yes(3)};
  f.clauses.add(clause, f.trail);
  f.decide(yes(0));
  CHECK(f.visit(yes(0)).empty());
  f.decide(no(2));
  CHECK(f.visit(no(2)).empty());
  f.decide(no(1));
  CHECK(f.visit(no(1)) == std::vector<Literal>{yes(3)});
}

TEST_CASE("a clause whose last literal is false is a conflict", "[solve][clauses]") {
  Fixture f(2);
  const std::vector<Literal> clause{yes(0), yes(1)};
  f.clauses.add(clause, f.trail);
  f.decide(no(0));
  f.decide(no(1));
  f.visit(no(1));
  CHECK(f.conflict == yes(0));
}

TEST_CASE("after a conflict a clause watches its latest literals", "[solve][clauses]") {
  Fixture f(3);
  const std::vector<Literal> clause{yes(0), yes(1), yes(2)};
  f.clauses.add(clause, f.trail);
  f.decide(no(0));
  f.decide(no(1));
  f.decide(no(2));
  f.visit(no(0));
  CHECK(f.conflict);
  f.backtrack(1); // literals 1 and 2 are open again: they must be the watched ones
  f.conflict.reset();
  f.decide(no(2));
  CHECK(f.visit(no(2)) == std::vector<Literal>{yes(1)});
}

TEST_CASE("a clause that is added late watches what was falsified last", "[solve][clauses]") {
  Fixture f(3);
  f.decide(no(0));
  f.decide(no(1));
  f.decide(no(2));
  const std::vector<Literal> clause{yes(0), yes(1), yes(2)};
  f.clauses.add(clause, f.trail);
  f.backtrack(1);
  f.decide(no(1));
  CHECK(f.visit(no(1)) == std::vector<Literal>{yes(2)});
}

TEST_CASE("a true literal keeps a clause quiet", "[solve][clauses]") {
  Fixture f(3);
  const std::vector<Literal> clause{yes(0), yes(1)};
  f.clauses.add(clause, f.trail);
  f.decide(yes(1));
  f.decide(no(0));
  CHECK(f.visit(no(0)).empty());
  CHECK_FALSE(f.conflict);
}

TEST_CASE("late literals survive a return to their level", "[solve][trail]") {
  Fixture f(3);
  f.decide(yes(0));
  f.decide(yes(1));
  f.trail.assign(yes(2), 1, Reason::implied_by(yes(0)));
  const std::uint32_t start =
      f.trail.backtrack(1, [](Literal literal) { CHECK(literal == yes(1)); });
  CHECK(f.trail.value(yes(1)) == 0);
  CHECK(f.trail.value(yes(2)) > 0);
  CHECK(f.trail.value(no(2)) < 0);
  REQUIRE(start == 1); // so that literal 2 is looked at again
  CHECK(f.trail.literals()[start] == yes(2));
}

} // namespace etalon
