#pragma once

#include "proof.hpp"

#include <etalon/solve/conflict_graph.hpp>

namespace etalon {

// Turns a proof into what a person can follow. `order` gives the assumptions as in the task.
ConflictGraph
build_conflict_graph(const Proof& proof, const Problem& problem, const std::vector<Var>& order);

} // namespace etalon
