#pragma once

#include "small_world.hpp"

#include <etalon/solve/solver.hpp>

#include <random>
#include <string>

namespace etalon {

// A number below `limit`, the same with every standard library.
inline std::uint32_t draw(std::mt19937& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

inline std::string draw_set(std::mt19937& random, std::uint32_t names, std::uint32_t versions) {
  std::string text(1, static_cast<char>('a' + draw(random, names)));
  if (draw(random, 4) == 0) {
    return text;
  }
  bool is_empty = true;
  for (std::uint32_t version = 1; version <= versions; ++version) {
    if (draw(random, 2) == 0) {
      text += " " + std::to_string(version);
      is_empty = false;
    }
  }
  return is_empty ? text + " 99" : text;
}

struct WorldSize {
  std::uint32_t names = 5;
  std::uint32_t versions = 3;
  std::uint32_t requirements = 2; // at most, of a package
  std::uint32_t requests = 3;     // at most
};

// Fills `world` with packages that depend on each other at random - missing names, excluded and
// unusable packages, cycles and constraints among them - and returns a task over it.
inline SolveTask draw_world(std::mt19937& random, const WorldSize& size, SmallWorld& world) {
  for (std::uint32_t name = 0; name < size.names; ++name) {
    world.add_name(std::string(1, static_cast<char>('a' + name)));
  }
  for (std::uint32_t name = 0; name < size.names; ++name) {
    const std::uint32_t versions = draw(random, size.versions + 1);
    for (std::uint32_t version = 1; version <= versions; ++version) {
      std::vector<std::string> requirements;
      std::vector<std::string> constraints;
      for (std::uint32_t i = draw(random, size.requirements + 1); i > 0; --i) {
        requirements.push_back(draw_set(random, size.names, size.versions));
      }
      for (std::uint32_t i = draw(random, 2); i > 0; --i) {
        constraints.push_back(draw_set(random, size.names, size.versions));
      }
      const SolvableId solvable = world.add(std::string(1, static_cast<char>('a' + name)),
                                            static_cast<int>(version),
                                            requirements,
                                            constraints);
      const std::uint32_t luck = draw(random, 20);
      if (luck == 0) {
        world.exclude(solvable);
      } else if (luck == 1) {
        world.make_unusable(solvable);
      }
    }
  }
  SolveTask task;
  for (std::uint32_t i = 1 + draw(random, size.requests); i > 0; --i) {
    task.requirements.push_back(world.set(draw_set(random, size.names, size.versions)));
  }
  if (draw(random, 3) == 0) {
    task.constraints.push_back(world.set(draw_set(random, size.names, size.versions)));
  }
  for (std::uint32_t i = draw(random, 3); i > 0; --i) {
    task.soft.push_back(world.set(draw_set(random, size.names, size.versions)));
  }
  return task;
}

} // namespace etalon
