#pragma once

#include "literal.hpp"

#include <etalon/solve/candidate_provider.hpp>
#include <etalon/solve/solver.hpp>

#include <bit>
#include <span>
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
//   one of a name  t -> not u (for every two candidates)
// Choices are stored as clauses; all others follow from the tables here and are never written
// down: 500 candidates of a name would make 125,000 pairs.
class Problem {
public:
  enum class VarKind : std::uint8_t { package, requirement, constraint };

  struct VarEntry {
    VarKind kind;
    std::uint32_t name;    // index into names
    std::uint32_t payload; // SolvableId or VersionSetId
    std::uint32_t table;   // packages: their place among the candidates; sets: index into sets
  };

  struct Name {
    NameId id{};
    bool is_loaded = false;
    Var first = 0; // its candidates are the variables first, first + 1, ...
    std::uint32_t count = 0;
    std::vector<SolvableId> solvables;     // [candidate - first]
    std::vector<std::uint32_t> sets;       // indices into sets: those on this name
    std::vector<Var> preference;           // its candidates, best first but for what is undecided
    std::vector<CandidateRange> undecided; // runs of `preference`, the earlier first
  };

  struct Set {
    Var var = 0;
    std::uint32_t name = 0;
    bool has_mask = false;
    std::uint32_t mask = 0;            // begin in masks; one bit per candidate
    std::uint32_t first_user = k_none; // the list of packages that depend on it
  };

  explicit Problem(CandidateProvider& provider) : m_provider(provider) {}

  [[nodiscard]] std::uint32_t variable_count() const {
    return static_cast<std::uint32_t>(m_vars.size());
  }

  [[nodiscard]] const VarEntry& entry(Var var) const { return m_vars[var]; }

  [[nodiscard]] bool is_package(Var var) const { return m_vars[var].kind == VarKind::package; }

  [[nodiscard]] const Name& name(std::uint32_t index) const { return m_names[index]; }

  [[nodiscard]] std::uint32_t name_count() const {
    return static_cast<std::uint32_t>(m_names.size());
  }

  [[nodiscard]] const Set& set(std::uint32_t index) const { return m_sets[index]; }

  [[nodiscard]] const Set& set_of(Var var) const { return m_sets[m_vars[var].table]; }

  [[nodiscard]] CandidateProvider& provider() const { return m_provider; }

  // The variable of a version set in a role, made on the first call. Nothing is loaded for it.
  Var make_set(VersionSetId set, VarKind role);

  // Asks the provider for the candidates of a name. False where they were there already.
  bool load_name(std::uint32_t index);

  // Decides the preference among a run of a (loaded) name's undecided ones.
  void decide_preference(std::uint32_t name, std::size_t undecided);
  // All candidates of a (loaded) name, best first.
  [[nodiscard]] std::vector<Var> preference_of(std::uint32_t name) const;

  // Finds out which candidates of its (loaded) name are in the set. False where it was known.
  bool load_mask(std::uint32_t set);

  [[nodiscard]] bool contains(const Set& set, Var candidate) const {
    const std::uint32_t place = m_vars[candidate].table;
    return ((m_masks[set.mask + place / 64] >> (place % 64)) & 1U) != 0;
  }

  // Asks for the dependencies of a package; they become visible in dependencies() and users.
  // Returns the reason where it turns out to be unusable.
  std::optional<StringId> expand(Var package);

  [[nodiscard]] bool is_expanded(Var package) const {
    return m_expansions[package].begin != k_none;
  }

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

  // visit(candidate) for those of the name in a set, in their order, until it returns false.
  template <typename Visit>
  void visit_candidates(const Set& set, Visit visit) const {
    visit_places(set, 0, visit);
  }

  // Likewise for those that are not in the set.
  template <typename Visit>
  void visit_others(const Set& set, Visit visit) const {
    visit_places(set, ~std::uint64_t{0}, visit);
  }

  [[nodiscard]] std::vector<Var> candidates_in(const Set& set) const;

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

  // Those whose bit in the mask is not the one in `flip`.
  template <typename Visit>
  void visit_places(const Set& set, std::uint64_t flip, Visit& visit) const {
    const Name& name = m_names[set.name];
    for (std::uint32_t begin = 0; begin < name.count; begin += 64) {
      std::uint64_t bits = m_masks[set.mask + begin / 64] ^ flip;
      if (name.count - begin < 64) {
        bits &= (std::uint64_t{1} << (name.count - begin)) - 1;
      }
      for (; bits != 0; bits &= bits - 1) {
        if (!visit(name.first + begin + static_cast<std::uint32_t>(std::countr_zero(bits)))) {
          return;
        }
      }
    }
  }

  std::uint32_t index_of_name(NameId id);
  void sort_run(std::vector<Var>& preference, const CandidateRange& run) const;
  Var add_variable(VarEntry entry);

  CandidateProvider& m_provider;
  std::vector<VarEntry> m_vars;
  std::vector<Expansion> m_expansions; // [variable]
  std::vector<Name> m_names;
  std::vector<std::vector<ExcludedCandidate>> m_excluded; // [name index]
  std::vector<Set> m_sets;
  std::vector<std::uint64_t> m_masks;
  std::vector<Var> m_dependencies;
  std::vector<User> m_users;
  std::vector<std::uint32_t> m_name_indices; // [NameId]
  std::vector<Var> m_requirement_vars;       // [VersionSetId]
  std::vector<Var> m_constraint_vars;        // [VersionSetId]
  std::uint64_t m_expanded = 0;
};

} // namespace etalon
