#include "problem.hpp"

#include <algorithm>
#include <cstddef>

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

void Problem::load_name(std::uint32_t index) {
  Candidates candidates = m_provider.get_candidates(m_names[index].id);
  Name& name = m_names[index];
  name.is_loaded = true;
  name.count = static_cast<std::uint32_t>(candidates.sorted.size());
  name.vars.assign(name.count, k_none);
  name.solvables = std::move(candidates.sorted);
  m_excluded[index] = std::move(candidates.excluded);
  m_loaded.push_back(index);
}

Var Problem::find_set(VersionSetId set, VarKind role) const {
  const auto& table = role == VarKind::requirement ? m_requirement_vars : m_constraint_vars;
  return to_index(set) < table.size() ? table[to_index(set)] : k_none;
}

Var Problem::make_set(VersionSetId set, VarKind role) {
  if (const Var known = find_set(set, role); known != k_none) {
    return known;
  }
  const std::uint32_t name = index_of_name(m_provider.name_of(set));
  if (role == VarKind::requirement && !m_names[name].is_loaded) {
    load_name(name);
  }
  const auto index = static_cast<std::uint32_t>(m_sets.size());
  m_sets.emplace_back().name = name;
  std::uint32_t alike = k_none;
  if (m_names[name].is_loaded) {
    add_mask(index, set);
    // Sets without a candidate differ in what was excluded from them, which explanations tell.
    const bool is_empty = m_sets[index].first == k_no_place;
    alike = is_empty ? k_none : find_alike(m_sets[index], role);
  }
  Var var = k_none;
  if (alike != k_none) {
    var = m_sets[alike].var;
    m_masks.resize(m_sets[index].mask);
    m_sets.pop_back();
  } else {
    var = add_variable({role, name, to_index(set), index});
    m_sets[index].var = var;
    m_names[name].sets.push_back(index);
    if (m_sets[index].has_mask) {
      list_alike(index);
    }
  }
  slot(role == VarKind::requirement ? m_requirement_vars : m_constraint_vars, to_index(set)) = var;
  return var;
}

bool Problem::load_mask(std::uint32_t set) {
  if (m_sets[set].has_mask) {
    return false;
  }
  add_mask(set, VersionSetId{m_vars[m_sets[set].var].payload});
  list_alike(set);
  return true;
}

void Problem::add_mask(std::uint32_t index, VersionSetId id) {
  Set& set = m_sets[index];
  set.has_mask = true;
  set.mask = static_cast<std::uint32_t>(m_masks.size());
  m_masks.resize(m_masks.size() + mask_words(m_names[set.name].count), 0);
  const std::span<std::uint64_t> mask = std::span(m_masks).subspan(set.mask);
  for (const CandidateRange& range : m_provider.get_matching(id)) {
    add_places(mask, range.begin, range.end);
  }
  set.first = first_place(mask);
  set.last = last_place(mask);
}

// What sets with equal masks have in common.
std::uint64_t Problem::mask_key(const Set& set, VarKind role) const {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ULL; // 2^64 / golden ratio
  std::uint64_t key =
      (std::uint64_t{set.name} * 2 + (role == VarKind::requirement ? 1 : 0)) * factor;
  for (const std::uint64_t word : mask_of(set)) {
    key = (key ^ word) * factor;
    key ^= key >> 32U;
  }
  return key;
}

std::uint32_t Problem::find_alike(const Set& set, VarKind role) const {
  const auto found = m_alike.find(mask_key(set, role));
  std::uint32_t other = found == m_alike.end() ? k_none : found->second;
  const PlaceMask mask = mask_of(set);
  for (; other != k_none; other = m_sets[other].next_alike) {
    const Set& candidate = m_sets[other];
    const PlaceMask its = mask_of(candidate);
    if (candidate.name == set.name && m_vars[candidate.var].kind == role &&
        std::equal(mask.begin(), mask.end(), its.begin())) {
      return other;
    }
  }
  return k_none;
}

void Problem::list_alike(std::uint32_t index) {
  Set& set = m_sets[index];
  const auto [first, is_new] = m_alike.try_emplace(mask_key(set, m_vars[set.var].kind), index);
  set.next_alike = is_new ? k_none : std::exchange(first->second, index);
}

std::vector<Var> Problem::make_ranges(std::uint32_t index) {
  std::vector<Var> made;
  if (std::exchange(m_sets[index].has_ranges, true) || m_sets[index].first == k_no_place) {
    return made;
  }
  const Set set = m_sets[index];
  const std::uint32_t end = m_names[set.name].count - 1;
  if (m_vars[set.var].kind == VarKind::requirement && m_names[set.name].any == k_none) {
    m_names[set.name].any = make_range(VarKind::requirement, set.name, 0, end);
    made.push_back(m_names[set.name].any);
  }
  if (set.first > 0) {
    if (const auto var = make_end(set.name, set.first, end)) {
      made.push_back(*var);
    }
  }
  if (set.last < end) {
    if (const auto var = make_end(set.name, 0, set.last)) {
      made.push_back(*var);
    }
  }
  return made;
}

// The other end is that of all candidates. Nothing where it is there already.
std::optional<Var> Problem::make_end(std::uint32_t name, std::uint32_t first, std::uint32_t last) {
  const bool is_from = first > 0;
  auto& ranges = is_from ? m_names[name].ranges_from : m_names[name].ranges_to;
  const std::uint32_t bound = is_from ? first : last;
  const auto bound_of = [&](std::uint32_t set) {
    return is_from ? m_sets[set].first : m_sets[set].last;
  };
  const auto place = std::partition_point(
      ranges.begin(), ranges.end(), [&](std::uint32_t set) { return bound_of(set) < bound; });
  if (place != ranges.end() && bound_of(*place) == bound) {
    return std::nullopt;
  }
  ranges.insert(place, set_count());
  return make_range(VarKind::constraint, name, first, last);
}

Var Problem::make_range(VarKind role, std::uint32_t name, std::uint32_t first, std::uint32_t last) {
  Set set;
  set.name = name;
  set.has_mask = true;
  set.has_ranges = true;
  set.mask = static_cast<std::uint32_t>(m_masks.size());
  set.first = first;
  set.last = last;
  set.var = add_variable({role, name, k_none, set_count()});
  m_masks.resize(m_masks.size() + mask_words(m_names[name].count), 0);
  add_places(std::span(m_masks).subspan(set.mask), first, last + 1);
  m_sets.push_back(set);
  return set.var;
}

Var Problem::make_candidate(std::uint32_t name, std::uint32_t place) {
  if (m_names[name].vars[place] == k_none) {
    const SolvableId solvable = m_names[name].solvables[place];
    m_names[name].vars[place] = add_variable({VarKind::package, name, to_index(solvable), place});
  }
  return m_names[name].vars[place];
}

std::vector<Var> Problem::make_candidates(const Set& set) {
  std::vector<Var> vars;
  visit_places(mask_of(set),
               [&](std::uint32_t place) { vars.push_back(make_candidate(set.name, place)); });
  return vars;
}

std::uint32_t Problem::best_place(std::uint32_t index, PlaceMask open) {
  Name& name = m_names[index];
  const std::uint32_t best = first_place(open);
  auto run = std::partition_point(
      name.runs.begin(), name.runs.end(), [&](const Run& each) { return each.range.end <= best; });
  if (run == name.runs.end() || run->range.begin > best) {
    const CandidateRange range = m_provider.get_equals(name.id, best);
    const std::uint32_t next = first_place(open, best + 1);
    if (next >= range.end) { // also where there is none
      return best;
    }
    run = name.runs.insert(run, {range, sorted(index, range)});
  }
  return *std::find_if(run->order.begin(), run->order.end(), [&](std::uint32_t place) {
    return has_place(open, place);
  });
}

std::vector<std::uint32_t> Problem::preference_of(std::uint32_t index) const {
  const Name& name = m_names[index];
  std::vector<std::uint32_t> places;
  places.reserve(name.count);
  while (places.size() < name.count) {
    const CandidateRange range =
        m_provider.get_equals(name.id, static_cast<std::uint32_t>(places.size()));
    const std::vector<std::uint32_t> order = sorted(index, range);
    places.insert(places.end(), order.begin(), order.end());
  }
  return places;
}

std::vector<std::uint32_t> Problem::sorted(std::uint32_t index, CandidateRange range) const {
  const auto begin = m_names[index].solvables.begin();
  const std::vector<SolvableId> run(begin + range.begin, begin + range.end);
  if (run.size() == 1) {
    return {range.begin};
  }
  std::unordered_map<std::uint32_t, std::uint32_t> places; // [SolvableId]
  for (std::uint32_t i = 0; i < run.size(); ++i) {
    places.emplace(to_index(run[i]), range.begin + i);
  }
  std::vector<std::uint32_t> order;
  order.reserve(run.size());
  for (const SolvableId solvable : m_provider.sort_equals(run)) {
    order.push_back(places.at(to_index(solvable)));
  }
  return order;
}

std::vector<Var> Problem::peek(Var package, std::uint32_t name) {
  std::vector<Var> sets;
  if (is_expanded(package)) {
    return sets;
  }
  const SolvableId solvable{m_vars[package].payload};
  for (const VersionSetId id : m_provider.get_requirements_on(m_names[name].id, solvable)) {
    sets.push_back(make_set(id, VarKind::requirement));
    add_user(sets.back(), package);
  }
  return sets;
}

void Problem::add_user(Var var, Var package) {
  Set& set = m_sets[m_vars[var].table];
  m_users.push_back({package, set.first_user});
  set.first_user = static_cast<std::uint32_t>(m_users.size()) - 1;
}

std::optional<StringId> Problem::expand(Var package) {
  const Dependencies dependencies =
      m_provider.get_dependencies(SolvableId{m_vars[package].payload});
  ++m_expanded;
  std::vector<Var> sets;
  if (!dependencies.unusable) {
    for (const VersionSetId id : dependencies.requirements) {
      sets.push_back(make_set(id, VarKind::requirement));
    }
    for (const VersionSetId id : dependencies.constraints) {
      sets.push_back(make_set(id, VarKind::constraint));
    }
  }
  const auto begin = static_cast<std::uint32_t>(m_dependencies.size());
  for (const Var var : sets) {
    m_dependencies.push_back(var);
    add_user(var, package);
  }
  m_expansions[package] = {begin, static_cast<std::uint32_t>(sets.size())};
  return dependencies.unusable;
}

std::vector<VersionSetId> Problem::written_sets(Var package, Var set) const {
  const VarKind role = m_vars[set].kind;
  const Dependencies all = m_provider.get_dependencies(SolvableId{m_vars[package].payload});
  std::vector<VersionSetId> written;
  for (const VersionSetId id : role == VarKind::requirement ? all.requirements : all.constraints) {
    if (find_set(id, role) == set) {
      written.push_back(id);
    }
  }
  return written;
}

std::span<const Var> Problem::dependencies(Var package) const {
  const Expansion& expansion = m_expansions[package];
  if (expansion.begin == k_none) {
    return {};
  }
  return {m_dependencies.data() + expansion.begin, expansion.count};
}

void Problem::add_counts(SolveCounters& counters) const {
  for (const Name& name : m_names) {
    counters.names += name.is_loaded ? 1 : 0;
    counters.solvables += name.count;
  }
  counters.expanded += m_expanded;
}

} // namespace etalon
