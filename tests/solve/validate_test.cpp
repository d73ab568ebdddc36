#include "small_world.hpp"

#include <etalon/solve/validate.hpp>

#include <catch2/catch.hpp>

namespace etalon {

namespace {

using Problems = std::vector<std::string>;

} // namespace

TEST_CASE("validate names every broken rule", "[solve][validate]") {
  SmallWorld world;
  const auto a1 = world.add("a", 1, {"b 2"}, {"c 1"});
  const auto a2 = world.add("a", 2);
  const auto b1 = world.add("b", 1);
  const auto b2 = world.add("b", 2);
  const auto c2 = world.add("c", 2);
  const auto bad = world.add("bad", 1);
  const auto out = world.add("out", 1);
  world.make_unusable(bad);
  world.exclude(out);
  const SolveTask task{{world.set("a")}, {world.set("b 2")}, {}};

  CHECK(validate(task, world, {a1, b2}).empty());
  CHECK(validate(task, world, {a2}).empty());
  CHECK(validate(task, world, {}) ==
        Problems{"the request needs `a`, which no chosen package satisfies"});
  CHECK(validate(task, world, {a1}) ==
        Problems{"`a 1` needs `b 2`, which no chosen package satisfies"});
  CHECK(validate(task, world, {a2, b1}) ==
        Problems{"the request constrains `b 2`, which `b 1` is not"});
  CHECK(validate(task, world, {a1, b2, c2}) ==
        Problems{"`a 1` constrains `c 1`, which `c 2` is not"});
  CHECK(validate({}, world, {a2, a1, b2}) == Problems{"there are 2 packages named `a`"});
  CHECK(validate({}, world, {out}) == Problems{"`out 1` must not be chosen"});
  CHECK(validate({}, world, {bad}) ==
        Problems{"`bad 1` is unusable: its dependencies cannot be read"});
}

} // namespace etalon
