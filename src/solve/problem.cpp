#include "problem.hpp"

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace etalon {

namespace {

std::uint32_t& slot(std::vector<std::uint32_t>& table, std::uint32_t index) {
  if (index >= table.size()) {
    table.resize(std::size_t{index} + 1 + index / 2, k_none);
  }
  return table[index];
}

} // namespace

Var Problem::add_variable(VarEntry entry) {
  const Var var = variable_count();
  m_vars.push_back(entry);
  m_expansions.emplace_back();
  return var;
}

std::uint32_t Problem::index_of_name(NameId id) {
  std::uint32_t& index = slot(m_name_indices, to_index(id));
  if (index == k_none) {
    index = name_count();
    m_names.emplace_back();
    m_names.back().id = id;
    m_excluded.emplace_back();
  }
  return index;
}

Var Problem::make_set(VersionSetId set, VarKind role) {
  auto& table = role == VarKind::requirement ? m_requirement_vars : m_constraint_vars;
  if (const Var known = slot(table, to_index(set)); known != k_none) {
    return known;
  }
  const std::uint32_t name_index = index_of_name(m_provider.name_of(set));
  const auto set_index = static_cast<std::uint32_t>(m_sets.size());
  const Var var = add_variable({role, name_index, to_index(set), set_index});
  m_sets.push_back({var, name_index, false, 0, k_none});
  m_names[name_index].sets.push_back(set_index);
  slot(table, to_index(set)) = var;
  return var;
}

bool Problem::load_name(std::uint32_t index) {
  if (m_names[index].is_loaded) {
    return false;
  }
  Candidates candidates = m_provider.get_candidates(m_names[index].id);
  Name& name = m_names[index];
  name.is_loaded = true;
  name.first = variable_count();
  name.count = static_cast<std::uint32_t>(candidates.sorted.size());
  name.preference.reserve(name.count);
  for (std::uint32_t place = 0; place < name.count; ++place) {
    name.preference.push_back(
        add_variable({VarKind::package, index, to_index(candidates.sorted[place]), place}));
  }
  name.undecided = std::move(candidates.undecided);
  name.solvables = std::move(candidates.sorted);
  m_excluded[index] = std::move(candidates.excluded);
  return true;
}

void Problem::decide_preference(std::uint32_t name, std::size_t undecided) {
  std::vector<CandidateRange>& runs = m_names[name].undecided;
  sort_run(m_names[name].preference, runs[undecided]);
  runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(undecided));
}

std::vector<Var> Problem::preference_of(std::uint32_t name) const {
  std::vector<Var> preference = m_names[name].preference;
  for (const CandidateRange& run : m_names[name].undecided) {
    sort_run(preference, run);
  }
  return preference;
}

void Problem::sort_run(std::vector<Var>& preference, const CandidateRange& run) const {
  std::vector<SolvableId> packages;
  std::unordered_map<std::uint32_t, Var> vars; // [SolvableId]
  for (std::uint32_t i = run.begin; i < run.end; ++i) {
    const std::uint32_t solvable = m_vars[preference[i]].payload;
    packages.push_back(SolvableId{solvable});
    vars.emplace(solvable, preference[i]);
  }
  std::uint32_t i = run.begin;
  for (const SolvableId solvable : m_provider.sort_equals(std::move(packages))) {
    preference[i++] = vars.at(to_index(solvable));
  }
}

bool Problem::load_mask(std::uint32_t set) {
  Set& entry = m_sets[set];
  if (entry.has_mask) {
    return false;
  }
  const Name& name = m_names[entry.name];
  entry.has_mask = true;
  entry.mask = static_cast<std::uint32_t>(m_masks.size());
  m_masks.resize(m_masks.size() + name.count / 64 + 1, 0);
  const VersionSetId id{m_vars[entry.var].payload};
  for (const std::uint32_t place : m_provider.find_matching(id, name.solvables)) {
    m_masks[entry.mask + place / 64] |= std::uint64_t{1} << (place % 64);
  }
  return true;
}

std::optional<StringId> Problem::expand(Var package) {
  const Dependencies dependencies =
      m_provider.get_dependencies(SolvableId{m_vars[package].payload});
  ++m_expanded;
  const auto begin = static_cast<std::uint32_t>(m_dependencies.size());
  const auto add = [&](VersionSetId id, VarKind role) {
    const Var var = make_set(id, role);
    Set& set = m_sets[m_vars[var].table];
    m_dependencies.push_back(var);
    m_users.push_back({package, set.first_user});
    set.first_user = static_cast<std::uint32_t>(m_users.size()) - 1;
  };
  if (!dependencies.unusable) {
    for (const VersionSetId id : dependencies.requirements) {
      add(id, VarKind::requirement);
    }
    for (const VersionSetId id : dependencies.constraints) {
      add(id, VarKind::constraint);
    }
  }
  m_expansions[package] = {begin, static_cast<std::uint32_t>(m_dependencies.size()) - begin};
  return dependencies.unusable;
}

std::span<const Var> Problem::dependencies(Var package) const {
  const Expansion& expansion = m_expansions[package];
  if (expansion.begin == k_none) {
    return {};
  }
  return {m_dependencies.data() + expansion.begin, expansion.count};
}

std::vector<Var> Problem::candidates_in(const Set& set) const {
  std::vector<Var> inside;
  visit_candidates(set, [&](Var candidate) {
    inside.push_back(candidate);
    return true;
  });
  return inside;
}

void Problem::add_counts(SolveCounters& counters) const {
  for (const Name& name : m_names) {
    counters.names += name.is_loaded ? 1 : 0;
    counters.solvables += name.count;
  }
  counters.expanded += m_expanded;
}

} // namespace etalon
