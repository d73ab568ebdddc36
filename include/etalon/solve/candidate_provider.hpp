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
  std::vector<SolvableId> sorted;          // what may be chosen, best first but for equals
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

  // The run of places around one, in `sorted` of get_candidates(), among which the preference is
  // not known yet: sort_equals() is asked when one of them has to be chosen.
  virtual CandidateRange get_equals(NameId name, std::uint32_t place) = 0;
  // The packages of such a run, best first.
  virtual std::vector<SolvableId> sort_equals(std::vector<SolvableId> packages) = 0;

  virtual Dependencies get_dependencies(SolvableId solvable) = 0;
  // Of its requirements those on one name, without a look at the others: most packages that are
  // tried fail by the name that the one before them failed by.
  virtual std::vector<VersionSetId> get_requirements_on(NameId name, SolvableId solvable) = 0;
  virtual NameId name_of(VersionSetId set) = 0;
  virtual NameId name_of(SolvableId solvable) = 0;
  // Which places of get_candidates(name_of(set)).sorted are in the set: ascending, apart from each
  // other.
  virtual std::vector<CandidateRange> get_matching(VersionSetId set) = 0;
  // Whether a package of the set's name, excluded or not, is in the set.
  virtual bool contains(VersionSetId set, SolvableId solvable) = 0;

  // For messages: a name, the version set with its name ("python >=3.9"), a package, a text.
  virtual std::string display_name(NameId name) = 0;
  virtual std::string display_version_set(VersionSetId set) = 0;
  virtual SolvableLabel display_solvable(SolvableId solvable) = 0;
  virtual std::string display_string(StringId text) = 0;
};

// The candidates of a name with every run of equals sorted: what the solver prefers. For
// explanations and tests; a solve asks for the order of those runs only that it has to choose from.
Candidates get_sorted_candidates(CandidateProvider& provider, NameId name);

} // namespace etalon
