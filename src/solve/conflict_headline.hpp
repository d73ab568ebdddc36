#pragma once

#include <etalon/solve/conflict_graph.hpp>

#include <string>

namespace etalon {

// What contradicts, in one sentence without a full stop: the requested specs, and where it can be
// said shortly what they disagree on or what is missing. Empty for a graph without requested specs.
std::string conflict_headline(const ConflictGraph& graph);

} // namespace etalon
