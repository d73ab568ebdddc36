#pragma once

#include "proof.hpp"

#include <etalon/solve/conflict_graph.hpp>

#include <vector>

namespace etalon {

// A part of the request: its version set as asked for, and the variable that stands for it.
struct Wish {
  Var var;
  VersionSetId set;
};

// All of them that go on being asked for.
struct Wishes {
  std::vector<Wish> requirements;
  std::vector<Wish> constraints;

  // The requirements first.
  [[nodiscard]] std::vector<Wish> in_order() const {
    std::vector<Wish> order = requirements;
    order.insert(order.end(), constraints.begin(), constraints.end());
    return order;
  }
};

// Turns a proof into what a person can follow. `order` gives the assumptions as in the task.
ConflictGraph
build_conflict_graph(const Proof& proof, Problem& problem, const std::vector<Wish>& order);

} // namespace etalon
