#pragma once

#include "small_world.hpp"

#include <etalon/solve/solver.hpp>

#include <optional>
#include <vector>

namespace etalon {

// Tries every choice of packages. For each task it knows whether there is a solution and, for each
// requirement in turn, then for each soft one, the best candidate that a solution can have.
class ExhaustiveSolver {
public:
  ExhaustiveSolver(SmallWorld& world, const SolveTask& task) : m_world(world), m_task(task) {
    for (std::uint32_t i = 0; i < world.name_count(); ++i) {
      m_candidates.push_back(world.get_candidates(NameId{i}).sorted);
    }
    m_choice.assign(world.name_count(), std::nullopt);
    choose(0);
  }

  // The place of the chosen candidate of each requirement among all candidates of its name, then
  // that of each soft one, or k_unmet; the least one in lexicographic order; nullopt where there is
  // no solution.
  [[nodiscard]] const std::optional<std::vector<std::size_t>>& best() const { return m_best; }

  [[nodiscard]] std::vector<std::size_t> rank(const std::vector<SolvableId>& chosen) const {
    std::vector<std::size_t> ranks;
    for (const VersionSetId set : m_task.requirements) {
      const auto& candidates = m_candidates[to_index(m_world.name_of(set))];
      for (const SolvableId solvable : chosen) {
        const auto found = std::find(candidates.begin(), candidates.end(), solvable);
        if (found != candidates.end()) {
          ranks.push_back(static_cast<std::size_t>(found - candidates.begin()));
        }
      }
    }
    for (const VersionSetId set : m_task.soft) {
      ranks.push_back(soft_rank(set, chosen));
    }
    return ranks;
  }

  [[nodiscard]] bool is_solution(const std::vector<SolvableId>& chosen) const {
    for (const VersionSetId set : m_task.requirements) {
      if (!is_required_met(set, chosen)) {
        return false;
      }
    }
    for (const VersionSetId set : m_task.constraints) {
      if (!is_constraint_met(set, chosen)) {
        return false;
      }
    }
    for (const SolvableId solvable : chosen) {
      const Dependencies& needs = m_world.packages[to_index(solvable)].dependencies;
      if (needs.unusable) {
        return false;
      }
      for (const VersionSetId set : needs.requirements) {
        if (!is_required_met(set, chosen)) {
          return false;
        }
      }
      for (const VersionSetId set : needs.constraints) {
        if (!is_constraint_met(set, chosen)) {
          return false;
        }
      }
    }
    return true;
  }

private:
  static constexpr std::size_t k_unmet = SIZE_MAX;

  [[nodiscard]] std::size_t soft_rank(VersionSetId set,
                                      const std::vector<SolvableId>& chosen) const {
    const auto& candidates = m_candidates[to_index(m_world.name_of(set))];
    for (const SolvableId solvable : chosen) {
      if (m_world.contains(set, solvable)) {
        return static_cast<std::size_t>(std::find(candidates.begin(), candidates.end(), solvable) -
                                        candidates.begin());
      }
    }
    return k_unmet;
  }

  [[nodiscard]] bool is_required_met(VersionSetId set,
                                     const std::vector<SolvableId>& chosen) const {
    return std::any_of(chosen.begin(), chosen.end(), [&](SolvableId solvable) {
      return m_world.contains(set, solvable);
    });
  }

  [[nodiscard]] bool is_constraint_met(VersionSetId set,
                                       const std::vector<SolvableId>& chosen) const {
    const NameId name = m_world.name_of(set);
    return std::none_of(chosen.begin(), chosen.end(), [&](SolvableId solvable) {
      return m_world.name_of(solvable) == name && !m_world.contains(set, solvable);
    });
  }

  void choose(std::size_t name) {
    if (name == m_choice.size()) {
      std::vector<SolvableId> chosen;
      for (const auto& choice : m_choice) {
        if (choice) {
          chosen.push_back(*choice);
        }
      }
      if (is_solution(chosen)) {
        const auto ranks = rank(chosen);
        if (!m_best || ranks < *m_best) {
          m_best = ranks;
        }
      }
      return;
    }
    m_choice[name] = std::nullopt;
    choose(name + 1);
    for (const SolvableId candidate : m_candidates[name]) {
      m_choice[name] = candidate;
      choose(name + 1);
    }
  }

  SmallWorld& m_world;
  const SolveTask& m_task;
  std::vector<std::vector<SolvableId>> m_candidates; // [name]
  std::vector<std::optional<SolvableId>> m_choice;   // [name]
  std::optional<std::vector<std::size_t>> m_best;
};

} // namespace etalon
