#include <etalon/solve/candidate_provider.hpp>

#include <algorithm>

namespace etalon {

Candidates get_sorted_candidates(CandidateProvider& provider, NameId name) {
  Candidates candidates = provider.get_candidates(name);
  for (const CandidateRange& run : candidates.undecided) {
    const auto begin = candidates.sorted.begin() + run.begin;
    const auto equals = provider.sort_equals({begin, candidates.sorted.begin() + run.end});
    std::copy(equals.begin(), equals.end(), begin);
  }
  candidates.undecided.clear();
  return candidates;
}

} // namespace etalon
