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

std::vector<Var> order_of(const Search::Goal& goal) {
  std::vector<Var> order = goal.requirements;
  order.insert(order.end(), goal.constraints.begin(), goal.constraints.end());
  return order;
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
            const Problem& problem,
            const Search::Goal& goal,
            CandidateProvider& provider,
            const SearchLimits& limits)
      : m_provider(provider), m_limits(limits), m_goal(to_version_sets(problem, goal)) {
    take(std::move(proof), problem, order_of(goal));
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
  struct GoalSets {
    std::vector<VersionSetId> requirements;
    std::vector<VersionSetId> constraints;
  };

  static GoalSets to_version_sets(const Problem& problem, const Search::Goal& goal) {
    GoalSets sets;
    for (const Var var : goal.requirements) {
      sets.requirements.push_back(VersionSetId{problem.entry(var).payload});
    }
    for (const Var var : goal.constraints) {
      sets.constraints.push_back(VersionSetId{problem.entry(var).payload});
    }
    return sets;
  }

  void take(Proof proof, const Problem& problem, std::vector<Var> order) {
    m_proof = std::move(proof);
    m_problem = &problem;
    m_order = std::move(order);
  }

  [[nodiscard]] Demands demands_of_proof() const {
    Demands demands;
    for (const auto& [user, set] : m_proof.dependencies) {
      demands.insert(demand(user, set));
    }
    for (const Var package : m_proof.unusable) {
      demands.insert({solvable(package), std::nullopt});
    }
    return demands;
  }

  [[nodiscard]] SolvableId solvable(Var package) const {
    return SolvableId{m_problem->entry(package).payload};
  }

  [[nodiscard]] Demand demand(Var user, Var set) const {
    const auto& entry = m_problem->entry(set);
    return {solvable(user), VersionSetId{entry.payload}, entry.kind};
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
    const Refutation refutation(m_proof, *m_problem, m_order);
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
    for (const VersionSetId set : m_goal.requirements) {
      reach(m_provider.name_of(set));
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
    const Refutation refutation(m_proof, *m_problem, m_order);
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
        add(refutation.class_of(user), m_problem->entry(set).name, demand(user, set));
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
    const Search::Goal goal{load(m_goal.requirements, VarKind::requirement, *trial.search),
                            load(m_goal.constraints, VarKind::constraint, *trial.search),
                            {}};
    if (trial.search->run(goal, m_limits) == Search::Verdict::contradiction) {
      m_refuted = std::move(trial);
      take(m_refuted.search->proof(), m_refuted.search->problem(), order_of(goal));
      m_demands = keep == Keep::proof ? demands_of_proof() : std::move(fewer);
    }
  }

  static std::vector<Var>
  load(const std::vector<VersionSetId>& sets, VarKind role, Search& search) {
    std::vector<Var> vars;
    vars.reserve(sets.size());
    for (const VersionSetId set : sets) {
      vars.push_back(search.load_set(set, role));
    }
    return vars;
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
  GoalSets m_goal;
  RestrictedCandidates::KnownCandidates m_candidates;
  Trial m_refuted; // what m_problem is part of, once something was left out
  std::size_t m_trials = 0;
  Demands m_demands;
  // Of the last contradiction found.
  Proof m_proof;
  const Problem* m_problem = nullptr;
  std::vector<Var> m_order;
};

} // namespace

ConflictGraph minimal_conflict(Proof proof,
                               const Problem& problem,
                               const Search::Goal& goal,
                               CandidateProvider& provider,
                               const SearchLimits& limits) {
  return Minimizer(std::move(proof), problem, goal, provider, limits).run();
}

} // namespace etalon
