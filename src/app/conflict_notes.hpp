#pragma once

#include "resolve_request.hpp"

#include <etalon/solve/conflict_graph.hpp>

#include <string>

namespace etalon {

// Writes into the graph what the solver cannot know: how virtual packages were detected or why they
// are not there, and of specs that nothing satisfies which part of them it is.
void add_conflict_notes(ConflictGraph& graph,
                        const std::vector<ChannelRecords>& channels,
                        const std::vector<VirtualPackage>& virtual_packages,
                        const ResolveContext& context);

// "__cuda" -> "CONDA_OVERRIDE_CUDA".
std::string override_variable(const std::string& virtual_package);

// "from libcuda", "set by CONDA_OVERRIDE_CUDA".
std::string describe_origin(const VirtualPackage& package);

} // namespace etalon
