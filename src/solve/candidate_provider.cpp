#include <etalon/solve/candidate_provider.hpp>

#include <algorithm>

namespace etalon {

Candidates get_sorted_candidates(CandidateProvider& provider, NameId name) {
  Candidates candidates = provider.get_candidates(name);
  for (std::uint32_t place = 0; place < candidates.sorted.size();) {
    const CandidateRange run = provider.get_equals(name, place);
    if (run.end - run.begin > 1) {
      const auto begin = candidates.sorted.begin() + run.begin;
      const auto equals = provider.sort_equals({begin, candidates.sorted.begin() + run.end});
      std::copy(equals.begin(), equals.end(), begin);
    }
    place = run.end;
  }
  return candidates;
}

} // namespace etalon
