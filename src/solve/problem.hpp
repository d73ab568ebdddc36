#pragma once

#include "literal.hpp"
#include "place_mask.hpp"

#include <etalon/solve/candidate_provider.hpp>
#include <etalon/solve/solver.hpp>

#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace etalon {

// The part of the provider's world that a search has reached: variables, and what links them.
//
//   package p      "p is installed"
//   requirement R  "one package of the version set is installed"
//   constraint C   "no package of the name outside of the version set is installed"
//
// The clauses over them, in SAT form:
//   dependency     p -> R,  p -> C
//   choice         R -> c1 or c2 or ... (all candidates in the set)
//   exclusion      R -> not t,  C -> not t (every candidate t outside of the set)
//   inclusion      S -> C where C has all candidates of the set S, R -> R' likewise
//   one of a name  t -> not u (for every two candidates)
// None of them is written down: they follow from the tables here, and 500 candidates of a name
// would make 125,000 pairs.
//
// Candidates have places, best first, and get a variable when it matters what becomes of that very
// one. Version sets of one role with the same candidates are one variable, so that what is learnt
// about one holds for all. Ranges are sets that only the search uses: the constraints "from place f
// on" and "up to place l", which a set between them implies, and the requirement of a name, which
// each one on it implies. A conflict is mostly about one end of a set; said of the range, its
// lesson holds for all sets with that end.
class Problem {
public:
  enum class VarKind : std::uint8_t { package, requirement, constraint };

  struct VarEntry {
    VarKind kind;
    std::uint32_t name;    // index into names
    std::uint32_t payload; // SolvableId, or the first VersionSetId; ranges: k_none
    std::uint32_t table;   // packages: their place among the candidates; sets: index into sets
  };

  // Places among which the preference was asked for.
  struct Run {
    CandidateRange range;
    std::vector<std::uint32_t> order; // best first
  };

  struct Name {
    NameId id{};
    bool is_loaded = false;
    std::uint32_t count = 0;                // of candidates
    std::vector<SolvableId> solvables;      // [place]
    std::vector<Var> vars;                  // [place], k_none where there is none so far
    std::vector<Run> runs;                  // the better first
    std::vector<std::uint32_t> sets;        // indices into sets: those on this name, no ranges
    std::vector<std::uint32_t> ranges_from; // indices into sets: "from f on", ascending by f
    std::vector<std::uint32_t> ranges_to;   // "up to l", ascending by l
    Var any = k_none;                       // the requirement of the name
  };

  struct Set {
    Var var = 0;
    std::uint32_t name = 0;
    bool has_mask = false;
    bool has_ranges = false;
    std::uint32_t mask = 0;            // begin in masks
    std::uint32_t first = k_no_place;  // place; k_no_place where it has no candidate
    std::uint32_t last = k_no_place;   //
    std::uint32_t first_user = k_none; // the list of packages that depend on it
    std::uint32_t next_alike = k_none; // the next set with the same hash of its mask
  };

  explicit Problem(CandidateProvider& provider) : m_provider(provider) {}

  [[nodiscard]] std::uint32_t variable_count() const {
    return static_cast<std::uint32_t>(m_vars.size());
  }

  [[nodiscard]] const VarEntry& entry(Var var) const { return m_vars[var]; }

  [[nodiscard]] bool is_package(Var var) const { return m_vars[var].kind == VarKind::package; }

  [[nodiscard]] bool is_range(Var var) const {
    return !is_package(var) && m_vars[var].payload == k_none;
  }

  [[nodiscard]] const Name& name(std::uint32_t index) const { return m_names[index]; }

  [[nodiscard]] std::uint32_t name_count() const {
    return static_cast<std::uint32_t>(m_names.size());
  }

  [[nodiscard]] const Set& set(std::uint32_t index) const { return m_sets[index]; }

  [[nodiscard]] std::uint32_t set_count() const {
    return static_cast<std::uint32_t>(m_sets.size());
  }

  [[nodiscard]] const Set& set_of(Var var) const { return m_sets[m_vars[var].table]; }

  // Of a set whose name is loaded. Valid until the next set is made or loaded.
  [[nodiscard]] PlaceMask mask_of(const Set& set) const {
    return {m_masks.data() + set.mask, mask_words(m_names[set.name].count)};
  }

  [[nodiscard]] bool contains(const Set& set, std::uint32_t place) const {
    return has_place(mask_of(set), place);
  }

  [[nodiscard]] CandidateProvider& provider() const { return m_provider; }

  // The variable of a version set in a role, made on the first call. A requirement loads its name;
  // what was loaded is in take_loaded().
  Var make_set(VersionSetId set, VarKind role);
  // Likewise, where it is there already; else k_none.
  [[nodiscard]] Var find_set(VersionSetId set, VarKind role) const;

  // The names loaded since the last call; constraints on them that were there before have no mask.
  [[nodiscard]] std::vector<std::uint32_t> take_loaded() { return std::exchange(m_loaded, {}); }

  // Finds out which candidates of its (loaded) name are in the set. False where it was known.
  bool load_mask(std::uint32_t set);

  // Makes the ranges that a (loaded) set implies and that do not exist yet; returns those.
  std::vector<Var> make_ranges(std::uint32_t set);

  // The variable of a candidate, made on the first call.
  Var make_candidate(std::uint32_t name, std::uint32_t place);
  // Those of all candidates in a set, best first by place.
  std::vector<Var> make_candidates(const Set& set);

  // The best place of an `open` set of places of a name, not empty; asks for a preference where
  // there are equals.
  std::uint32_t best_place(std::uint32_t name, PlaceMask open);
  // All places of a (loaded) name, best first.
  [[nodiscard]] std::vector<std::uint32_t> preference_of(std::uint32_t name) const;

  // Asks for those requirements of a package that are on one name; the package becomes one of their
  // users. Empty where it was expanded.
  std::vector<Var> peek(Var package, std::uint32_t name);

  // Asks for the dependencies of a package; they become visible in dependencies() and users.
  // Returns the reason where it turns out to be unusable.
  std::optional<StringId> expand(Var package);

  [[nodiscard]] bool is_expanded(Var package) const {
    return m_expansions[package].begin != k_none;
  }

  // The version sets of a package that a variable stands for: those with the same candidates are
  // one.
  [[nodiscard]] std::vector<VersionSetId> written_sets(Var package, Var set) const;

  // The variables of what a package needs (requirements first). Empty before expand().
  [[nodiscard]] std::span<const Var> dependencies(Var package) const;

  // The packages that depend on a set: visit(package) until it returns false.
  template <typename Visit>
  bool visit_users(const Set& set, Visit visit) const {
    for (std::uint32_t i = set.first_user; i != k_none; i = m_users[i].next) {
      if (!visit(m_users[i].package)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] const std::vector<ExcludedCandidate>& excluded(std::uint32_t name) const {
    return m_excluded[name];
  }

  void add_counts(SolveCounters& counters) const;

private:
  struct Expansion {
    std::uint32_t begin = k_none;
    std::uint32_t count = 0;
  };

  struct User {
    Var package;
    std::uint32_t next;
  };

  std::uint32_t index_of_name(NameId id);
  void load_name(std::uint32_t index);
  std::uint32_t add_set(VarEntry entry);
  void add_mask(std::uint32_t set, VersionSetId id);
  std::uint32_t find_alike(const Set& set, VarKind role) const;
  [[nodiscard]] std::uint64_t mask_key(const Set& set, VarKind role) const;
  void list_alike(std::uint32_t set);
  std::optional<Var> make_end(std::uint32_t name, std::uint32_t first, std::uint32_t last);
  Var make_range(VarKind role, std::uint32_t name, std::uint32_t first, std::uint32_t last);
  [[nodiscard]] std::vector<std::uint32_t> sorted(std::uint32_t name, CandidateRange range) const;
  Var add_variable(VarEntry entry);
  void add_user(Var set, Var package);

  CandidateProvider& m_provider;
  std::vector<VarEntry> m_vars;
  std::vector<Expansion> m_expansions; // [variable]
  std::vector<Name> m_names;
  std::vector<std::vector<ExcludedCandidate>> m_excluded; // [name index]
  std::vector<Set> m_sets;
  std::vector<std::uint64_t> m_masks;
  std::unordered_map<std::uint64_t, std::uint32_t>
      m_alike; // mask_key() -> a set, the first of a list
  std::vector<Var> m_dependencies;
  std::vector<User> m_users;
  std::vector<std::uint32_t> m_loaded;
  std::vector<std::uint32_t> m_name_indices; // [NameId]
  std::vector<Var> m_requirement_vars;       // [VersionSetId]
  std::vector<Var> m_constraint_vars;        // [VersionSetId]
  std::uint64_t m_expanded = 0;
};

} // namespace etalon
