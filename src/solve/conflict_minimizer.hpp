#pragma once

#include "conflict_graph_builder.hpp"
#include "search.hpp"

#include <etalon/solve/conflict_graph.hpp>

namespace etalon {

// A contradiction as a person is to read it: of the proof that `wishes` have no solution, all parts
// of which take part in it, only so much is kept that nothing can be left out - no need of the
// packages of one name (or of those among them that fail alike) for another name. Of two reasons
// the one nearer to the request stays. Where `limits` come first something superfluous may be left
// in it; a proof it is all the same.
ConflictGraph minimal_conflict(Proof proof,
                               Problem& problem,
                               const Wishes& wishes,
                               CandidateProvider& provider,
                               const SearchLimits& limits);

} // namespace etalon
