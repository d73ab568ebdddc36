#include "conflict_minimizer.hpp"

#include "conflict_graph_builder.hpp"
#include "refutation.hpp"
#include "restricted_candidates.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

namespace etalon {

namespace {

using Core = RestrictedCandidates::Core;
using VarKind = Problem::VarKind;

// More parts than this nobody reads, however few they could be.
constexpr std::size_t k_most_trials = 400;

// What a package asks for, as far as the proof needs it; without `set` that it cannot be used.
struct Demand {
  SolvableId user;
  std::optional<VersionSetId> set;
  VarKind role = VarKind::requirement;

  auto operator<=>(const Demand&) const = default;
};

using Demands = std::set<Demand>;

// The name of the users, that of the sets (none: they cannot be used), the role.
using PartKey = std::tuple<NameId, std::optional<NameId>, VarKind>;

// What of a smaller world that contradicts goes on.
enum class Keep { all_that_is_left, proof };

std::vector<Var> vars_of(const std::vector<Wish>& wishes) {
  std::vector<Var> vars;
  vars.reserve(wishes.size());
  for (const Wish& wish : wishes) {
    vars.push_back(wish.var);
  }
  return vars;
}

// A search in a world of few demands.
struct Trial {
  std::unique_ptr<Core> core;
  std::unique_ptr<RestrictedCandidates> world;
  std::unique_ptr<Search> search;
};

class Minimizer {
public:
  Minimizer(Proof proof,
            Problem& problem,
            const Wishes& wishes,
            CandidateProvider& provider,
            const SearchLimits& limits)
      : m_provider(provider), m_limits(limits), m_wishes(wishes) {
    take(std::move(proof), problem, wishes.in_order());
  }

  ConflictGraph run() {
    widen();
    const auto parts = parts_by_name();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      leave_out(*part, Keep::all_that_is_left);
    }
    m_demands = demands_of_proof();
    while (shrink_to_alike()) { // which packages fail alike may change with each part
    }
    return build_conflict_graph(m_proof, *m_problem, m_order);
  }

private:
  void take(Proof proof, Problem& problem, std::vector<Wish> order) {
    m_proof = std::move(proof);
    m_problem = &problem;
    m_order = std::move(order);
  }

  [[nodiscard]] Demands demands_of_proof() const {
    Demands demands;
    for (const auto& [user, set] : m_proof.dependencies) {
      for (const Demand& each : demands_on(user, set)) {
        demands.insert(each);
      }
    }
    for (const Var package : m_proof.unusable) {
      demands.insert({solvable(package), std::nullopt});
    }
    return demands;
  }

  [[nodiscard]] SolvableId solvable(Var package) const {
    return SolvableId{m_problem->entry(package).payload};
  }

  [[nodiscard]] std::vector<Demand> demands_on(Var user, Var set) const {
    std::vector<Demand> demands;
    for (const VersionSetId written : m_problem->written_sets(user, set)) {
      demands.push_back({solvable(user), written, m_problem->entry(set).kind});
    }
    return demands;
  }

  [[nodiscard]] PartKey key_of(const Demand& demand) const {
    const auto name = m_provider.name_of(demand.user);
    return {name,
            demand.set ? std::optional(m_provider.name_of(*demand.set)) : std::nullopt,
            demand.role};
  }

  // The proof took one of the reasons why each package fails, not the same for all of a name. With
  // those that any of them has in it, one may do for all.
  void widen() {
    m_demands = demands_of_proof();
    std::set<PartKey> keys;
    for (const Demand& each : m_demands) {
      keys.insert(key_of(each));
    }
    const Refutation refutation(m_proof, *m_problem, vars_of(m_order));
    for (const Var user : refutation.reached()) {
      if (user == Refutation::k_request) {
        continue;
      }
      const Dependencies dependencies = m_provider.get_dependencies(solvable(user));
      const auto add = [&](const std::vector<VersionSetId>& sets, VarKind role) {
        for (const VersionSetId set : sets) {
          const Demand more{solvable(user), set, role};
          if (keys.count(key_of(more)) > 0) {
            m_demands.insert(more);
          }
        }
      };
      add(dependencies.requirements, VarKind::requirement);
      add(dependencies.constraints, VarKind::constraint);
    }
  }

  // What the packages of a name ask of another one, nearest to the request first; what is not
  // reached from there comes last.
  [[nodiscard]] std::vector<std::vector<Demand>> parts_by_name() const {
    std::map<PartKey, std::vector<Demand>> by_key;
    std::map<NameId, std::vector<PartKey>> by_user;
    for (const Demand& each : m_demands) {
      auto& part = by_key[key_of(each)];
      if (part.empty()) {
        by_user[m_provider.name_of(each.user)].push_back(key_of(each));
      }
      part.push_back(each);
    }
    std::vector<std::vector<Demand>> parts;
    std::vector<NameId> open;
    std::set<NameId> seen;
    const auto reach = [&](NameId name) {
      if (seen.insert(name).second) {
        open.push_back(name);
      }
    };
    for (const Wish& wish : m_wishes.requirements) {
      reach(m_provider.name_of(wish.set));
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      for (const PartKey& key : by_user[open[i]]) {
        parts.push_back(std::move(by_key[key]));
        by_key.erase(key);
        if (const auto& target = std::get<1>(key); target) {
          reach(*target);
        }
      }
    }
    for (auto& [key, part] : by_key) {
      parts.push_back(std::move(part));
    }
    return parts;
  }

  // Likewise of the packages that fail alike. Whether something could be left out.
  bool shrink_to_alike() {
    const std::size_t before = m_demands.size();
    std::map<std::tuple<std::uint32_t, std::uint32_t, VarKind>, std::size_t> places;
    std::vector<std::vector<Demand>> parts;
    const Refutation refutation(m_proof, *m_problem, vars_of(m_order));
    const auto add = [&](std::uint32_t alike, std::uint32_t name, const Demand& demand) {
      const auto [found, is_new] = places.try_emplace({alike, name, demand.role}, parts.size());
      if (is_new) {
        parts.emplace_back();
      }
      parts[found->second].push_back(demand);
    };
    for (const Var user : refutation.reached()) {
      if (user == Refutation::k_request) {
        continue;
      }
      for (const Var set : refutation.sets_of(user)) {
        for (const Demand& demand : demands_on(user, set)) {
          add(refutation.class_of(user), m_problem->entry(set).name, demand);
        }
      }
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      leave_out(*part, Keep::proof);
    }
    return m_demands.size() < before;
  }

  // Where what is left contradicts still.
  void leave_out(const std::vector<Demand>& part, Keep keep) {
    Demands fewer = m_demands;
    for (const Demand& demand : part) {
      fewer.erase(demand);
    }
    if (fewer.size() == m_demands.size() || m_trials++ >= k_most_trials || is_over()) {
      return;
    }
    Trial trial;
    trial.core = std::make_unique<Core>(core_of(fewer));
    trial.world = std::make_unique<RestrictedCandidates>(m_provider, *trial.core, m_candidates);
    trial.search = std::make_unique<Search>(*trial.world);
    const Wishes wishes{load(m_wishes.requirements, VarKind::requirement, *trial.search),
                        load(m_wishes.constraints, VarKind::constraint, *trial.search)};
    const Search::Goal goal{vars_of(wishes.requirements), vars_of(wishes.constraints), {}};
    if (trial.search->run(goal, m_limits) == Search::Verdict::contradiction) {
      m_refuted = std::move(trial);
      take(m_refuted.search->proof(), m_refuted.search->problem(), wishes.in_order());
      m_demands = keep == Keep::proof ? demands_of_proof() : std::move(fewer);
    }
  }

  static std::vector<Wish> load(const std::vector<Wish>& wishes, VarKind role, Search& search) {
    std::vector<Wish> loaded;
    loaded.reserve(wishes.size());
    for (const Wish& wish : wishes) {
      loaded.push_back({search.load_set(wish.set, role), wish.set});
    }
    return loaded;
  }

  [[nodiscard]] Core core_of(const Demands& demands) const {
    Core core;
    for (const Demand& demand : demands) {
      Dependencies& dependencies = core[demand.user];
      if (!demand.set) {
        dependencies.unusable = m_provider.get_dependencies(demand.user).unusable;
      } else if (demand.role == VarKind::requirement) {
        dependencies.requirements.push_back(*demand.set);
      } else {
        dependencies.constraints.push_back(*demand.set);
      }
    }
    return core;
  }

  [[nodiscard]] bool is_over() const {
    return m_limits.deadline && std::chrono::steady_clock::now() >= *m_limits.deadline;
  }

  CandidateProvider& m_provider;
  const SearchLimits& m_limits;
  const Wishes& m_wishes;
  RestrictedCandidates::KnownCandidates m_candidates;
  Trial m_refuted; // what m_problem is part of, once something was left out
  std::size_t m_trials = 0;
  Demands m_demands;
  // Of the last contradiction found.
  Proof m_proof;
  Problem* m_problem = nullptr;
  std::vector<Wish> m_order;
};

} // namespace

ConflictGraph minimal_conflict(Proof proof,
                               Problem& problem,
                               const Wishes& wishes,
                               CandidateProvider& provider,
                               const SearchLimits& limits) {
  return Minimizer(std::move(proof), problem, wishes, provider, limits).run();
}

} // namespace etalon
