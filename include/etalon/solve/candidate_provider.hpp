#pragma once

#include <etalon/solve/ids.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A package that exists but must not be chosen, and why ("needs `foo @`, which is no spec").
struct ExcludedCandidate {
  SolvableId solvable;
  StringId reason;
};

// Places [begin, end) among candidates.
struct CandidateRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// All packages of one name.
struct Candidates {
  std::vector<SolvableId> sorted; // what may be chosen, best first: this order is the preference
  // Runs of `sorted` among which the preference is not known yet: CandidateProvider::sort_equals()
  // is asked when one of them has to be chosen.
  std::vector<CandidateRange> undecided;
  std::vector<ExcludedCandidate> excluded; // not among `sorted`; read for explanations only
};

// What a package needs and what it does not stand. A requirement asks for one package of the
// version set; a constraint only says that, if the name is installed at all, it is in the set.
struct Dependencies {
  std::vector<VersionSetId> requirements;
  std::vector<VersionSetId> constraints;
  std::optional<StringId> unusable; // set where the package turns out not to be installable
};

// How a package is shown.
struct SolvableLabel {
  std::string version;
  std::string build;
};

// The packages of the world, as the solver sees them. It asks for each name, package and version
// set once per run and only for what the task can reach, so answers may be computed when asked.
// The answers must not change during a run. Errors thrown pass through the solver.
class CandidateProvider {
public:
  CandidateProvider() = default;
  CandidateProvider(const CandidateProvider&) = delete;
  CandidateProvider& operator=(const CandidateProvider&) = delete;
  CandidateProvider(CandidateProvider&&) = delete;
  CandidateProvider& operator=(CandidateProvider&&) = delete;
  virtual ~CandidateProvider() = default;

  virtual Candidates get_candidates(NameId name) = 0;

  // The packages of a run that get_candidates() left undecided, best first.
  virtual std::vector<SolvableId> sort_equals(std::vector<SolvableId> packages) = 0;

  virtual Dependencies get_dependencies(SolvableId solvable) = 0;
  virtual NameId name_of(VersionSetId set) = 0;
  virtual NameId name_of(SolvableId solvable) = 0;
  // The positions in `candidates`, ascending, of those that are in the set. All have its name.
  virtual std::vector<std::uint32_t> find_matching(VersionSetId set,
                                                   const std::vector<SolvableId>& candidates) = 0;

  // For messages: a name, the version set with its name ("python >=3.9"), a package, a text.
  virtual std::string display_name(NameId name) = 0;
  virtual std::string display_version_set(VersionSetId set) = 0;
  virtual SolvableLabel display_solvable(SolvableId solvable) = 0;
  virtual std::string display_string(StringId text) = 0;
};

// The candidates of a name with every run of undecided ones sorted: what the solver prefers. For
// explanations and tests; a solve asks for the order of those runs only that it has to choose from.
Candidates get_sorted_candidates(CandidateProvider& provider, NameId name);

} // namespace etalon
