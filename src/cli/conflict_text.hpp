#pragma once

#include <etalon/app/conflict_hints.hpp>
#include <etalon/solve/conflict_graph.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace etalon {

// What a person is told to type, without the word "hint".
std::string render_hint(const ConflictHint& hint);

// The hint's kind, its fields, and its text.
nlohmann::ordered_json hint_json(const ConflictHint& hint);

// Nodes and edges as they are; the kinds by name.
nlohmann::ordered_json conflict_json(const ConflictGraph& graph);

} // namespace etalon
