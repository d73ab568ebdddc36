#include "propagation.hpp"

#include "closed_places.hpp"

#include <algorithm>
#include <utility>

namespace etalon {

using VarKind = Problem::VarKind;

// Makes room for what the problem has got, and lets it take part.
void Propagation::grow() {
  const std::uint32_t count = m_problem.variable_count() - m_known_variables;
  m_known_variables += count;
  m_trail.add_variables(count);
  m_clauses.add_variables(count);
  m_states.resize(m_problem.name_count());
  m_is_tracked.resize(m_problem.set_count(), false);
  for (const std::uint32_t name : m_problem.take_loaded()) {
    start_name(name);
  }
  while (m_known_sets < m_problem.set_count()) {
    introduce(m_known_sets++);
  }
}

// Constraints may have been waiting for the name. Nothing of it is chosen or required yet.
void Propagation::start_name(std::uint32_t name) {
  NameState& state = m_states[name];
  state.start(m_problem.name(name).count);
  for (const std::uint32_t index : m_problem.name(name).sets) {
    m_problem.load_mask(index);
    const Problem::Set& set = m_problem.set(index);
    if (index < m_known_sets && m_trail.value(Literal::yes(set.var)) > 0) {
      state.activate(index, m_problem.mask_of(set));
    }
  }
}

// No contradiction can arise here: the variable is new.
void Propagation::introduce(std::uint32_t index) {
  const Problem::Set set = m_problem.set(index);
  if (!set.has_mask || m_problem.is_range(set.var)) {
    return; // the name has not been needed so far; ranges: see introduce_range()
  }
  if (m_problem.entry(set.var).kind == VarKind::requirement) {
    refute_if_impossible(set.var); // first: it may be impossible for good
  }
  const NameState& state = m_states[set.name];
  if (state.chosen != k_none && !m_problem.contains(set, state.chosen_place)) {
    imply(Literal::no(set.var), Literal::yes(state.chosen));
  }
  const Problem::Name& name = m_problem.name(set.name);
  const auto check_range = [&](Var range) {
    if (m_trail.value(Literal::yes(range)) < 0 && includes(range, set.var)) {
      imply(Literal::no(set.var), Literal::no(range));
    }
  };
  for (const auto* ranges : {&name.ranges_from, &name.ranges_to}) {
    for (const std::uint32_t range : *ranges) {
      check_range(m_problem.set(range).var);
    }
  }
  if (name.any != k_none) {
    check_range(name.any);
  }
}

// A range that sets which hold imply holds from the first level on at which one of them does.
void Propagation::introduce_range(Var range) {
  const NameState& state = m_states[m_problem.entry(range).name];
  Var cause = k_none;
  for (const std::uint32_t index : state.active) {
    const Var var = m_problem.set(index).var;
    if (includes(range, var) && (cause == k_none || m_trail.level(var) < m_trail.level(cause))) {
      cause = var;
    }
  }
  if (cause != k_none) {
    imply(Literal::yes(range), Literal::yes(cause));
  } else if (state.chosen != k_none &&
             !m_problem.contains(m_problem.set_of(range), state.chosen_place)) {
    imply(Literal::no(range), Literal::yes(state.chosen));
  }
}

// Whether the set implies the range.
bool Propagation::includes(Var range, Var set) const {
  const Problem::Set& outer = m_problem.set_of(range);
  const Problem::Set& inner = m_problem.set_of(set);
  const bool has_role = m_problem.entry(range).kind == VarKind::constraint ||
                        m_problem.entry(set).kind == VarKind::requirement;
  return has_role && range != set && inner.first != k_no_place && outer.first <= inner.first &&
         inner.last <= outer.last;
}

Var Propagation::load_set(VersionSetId set, VarKind role) {
  const Var var = m_problem.make_set(set, role);
  grow();
  return var;
}

Var Propagation::follow(std::uint32_t name, std::uint32_t place) {
  const Var var = m_problem.make_candidate(name, place);
  grow();
  add_place(m_states[name].followed, place);
  return var;
}

Var Propagation::best_candidate(std::uint32_t name) {
  return follow(name, m_problem.best_place(name, m_states[name].open));
}

void Propagation::assign(Literal literal, std::uint32_t level, Reason reason) {
  m_trail.assign(literal, level, reason);
  const Problem::VarEntry& entry = m_problem.entry(literal.var());
  NameState& state = m_states[entry.name];
  if (entry.kind == VarKind::package) {
    if (!literal.is_yes()) {
      state.refute(entry.table);
    } else if (state.chosen == k_none) {
      state.choose(literal.var(), entry.table);
    }
    return;
  }
  if (!literal.is_yes()) {
    return;
  }
  if (entry.kind == VarKind::requirement) {
    ++state.required_by;
    if (!state.is_listed) {
      state.is_listed = true;
      m_wanted_names.push_back(entry.name);
    }
  }
  const Problem::Set& set = m_problem.set(entry.table);
  const bool adds_nothing = m_problem.is_range(literal.var()) && reason.is_literal();
  if (set.has_mask && !adds_nothing) {
    state.activate(entry.table, m_problem.mask_of(set));
  }
}

void Propagation::decide(Literal literal) {
  m_trail.start_level();
  assign(literal, m_trail.current_level(), Reason::decision());
}

std::uint32_t Propagation::add_unit_clause(std::span<const Literal> literals, std::uint32_t level) {
  const std::uint32_t clause = m_clauses.add(literals, m_trail);
  assign(literals.front(), level, Reason::clause(clause));
  return clause;
}

void Propagation::backtrack(std::uint32_t level) {
  const std::uint32_t start = m_trail.backtrack(level, [this](Literal literal) {
    const Problem::VarEntry& entry = m_problem.entry(literal.var());
    NameState& state = m_states[entry.name];
    if (entry.kind == VarKind::package) {
      if (!literal.is_yes()) {
        remove_place(state.refuted, entry.table);
      } else if (state.chosen == literal.var()) {
        state.chosen = k_none;
        state.chosen_place = k_no_place;
      }
    } else if (literal.is_yes()) {
      state.required_by -= entry.kind == VarKind::requirement ? 1 : 0;
      state.deactivate(entry.table);
    }
    if (!std::exchange(state.is_changed, true)) {
      m_changed_names.push_back(entry.name);
    }
  });
  for (const std::uint32_t name : m_changed_names) {
    NameState& state = m_states[name];
    state.is_changed = false;
    if (!m_problem.name(name).is_loaded) {
      continue;
    }
    std::fill(state.open.begin(), state.open.end(), 0);
    add_places(state.open, 0, m_problem.name(name).count);
    visit_places(state.refuted, [&](std::uint32_t place) { remove_place(state.open, place); });
    for (const std::uint32_t set : state.active) {
      keep_places(state.open, m_problem.mask_of(m_problem.set(set)));
    }
    if (state.chosen != k_none) {
      state.choose(state.chosen, state.chosen_place);
    }
  }
  m_changed_names.clear();
  m_head = std::min(m_head, start);
  m_expand_head = std::min(m_expand_head, start);
}

std::optional<Step> Propagation::propagate() {
  while (true) {
    if (m_head < m_trail.size()) {
      const Literal literal = m_trail.literals()[m_head++];
      ++m_propagation_count;
      auto conflict =
          m_problem.is_package(literal.var()) ? propagate_package(literal) : propagate_set(literal);
      if (!conflict) {
        conflict = propagate_clauses(literal);
      }
      if (conflict) {
        return conflict;
      }
    } else if (m_expand_head < m_trail.size()) {
      const Literal literal = m_trail.literals()[m_expand_head++];
      if (literal.is_yes() && m_problem.is_package(literal.var()) &&
          !m_problem.is_expanded(literal.var())) {
        if (auto conflict = expand(literal.var())) {
          return conflict;
        }
      }
    } else {
      return std::nullopt;
    }
  }
}

std::optional<Step> Propagation::imply(Literal literal, Literal because) {
  const int value = m_trail.value(literal);
  if (value == 0) {
    assign(literal, m_trail.level(because.var()), Reason::implied_by(because));
  } else if (value < 0) {
    return Step{literal, Reason::implied_by(because)};
  }
  return std::nullopt;
}

std::optional<Step> Propagation::propagate_package(Literal literal) {
  const Var package = literal.var();
  const std::uint32_t name = m_problem.entry(package).name;
  if (!literal.is_yes()) {
    return settle(name);
  }
  const std::uint32_t place = m_problem.entry(package).table;
  NameState& state = m_states[name];
  if (state.chosen == k_none) {
    state.choose(package, place);
  }
  std::vector<std::uint64_t> only(state.open.size(), 0);
  add_place(only, place);
  if (auto conflict = exclude_followed(name, only, literal)) {
    return conflict;
  }
  for (const std::uint32_t index : m_problem.name(name).sets) {
    const Problem::Set& set = m_problem.set(index);
    if (!m_problem.contains(set, place)) {
      if (auto conflict = imply(Literal::no(set.var), literal)) {
        return conflict;
      }
    }
  }
  for (const Var set : m_problem.dependencies(package)) {
    if (auto conflict = imply(Literal::yes(set), literal)) {
      return conflict;
    }
  }
  return std::nullopt;
}

// All followed candidates outside of `kept` are out.
std::optional<Step>
Propagation::exclude_followed(std::uint32_t name, PlaceMask kept, Literal because) {
  std::optional<Step> conflict;
  visit_places_without(m_states[name].followed, kept, [&](std::uint32_t place) {
    conflict = imply(Literal::no(m_problem.name(name).vars[place]), because);
    return !conflict;
  });
  return conflict;
}

std::optional<Step> Propagation::propagate_set(Literal literal) {
  const Var var = literal.var();
  if (!literal.is_yes()) {
    return propagate_no_set(var);
  }
  const Problem::VarEntry entry = m_problem.entry(var);
  if (!m_problem.set(entry.table).has_mask) {
    return std::nullopt; // the name has not been needed so far
  }
  if (entry.kind == VarKind::requirement) {
    track(var);
  }
  if (auto conflict = imply_ranges(var)) {
    return conflict;
  }
  const PlaceMask kept = m_problem.mask_of(m_problem.set(entry.table));
  if (auto conflict = exclude_followed(entry.name, kept, literal)) {
    return conflict;
  }
  return settle(entry.name);
}

std::optional<Step> Propagation::imply_ranges(Var var) {
  const std::uint32_t index = m_problem.entry(var).table;
  for (const Var range : m_problem.make_ranges(index)) {
    grow();
    introduce_range(range);
  }
  const Problem::Set& set = m_problem.set(index);
  const Problem::Name& name = m_problem.name(set.name);
  const auto imply_range = [&](Var range) {
    return includes(range, var) ? imply(Literal::yes(range), Literal::yes(var)) : std::nullopt;
  };
  for (auto each = name.ranges_from.begin();
       each != name.ranges_from.end() && m_problem.set(*each).first <= set.first;
       ++each) {
    if (auto conflict = imply_range(m_problem.set(*each).var)) {
      return conflict;
    }
  }
  for (auto each = name.ranges_to.rbegin();
       each != name.ranges_to.rend() && m_problem.set(*each).last >= set.last;
       ++each) {
    if (auto conflict = imply_range(m_problem.set(*each).var)) {
      return conflict;
    }
  }
  return name.any == k_none ? std::nullopt : imply_range(name.any);
}

std::optional<Step> Propagation::propagate_no_set(Var var) {
  const Problem::Set& set = m_problem.set_of(var);
  std::optional<Step> conflict;
  if (m_problem.is_range(var)) {
    for (const std::uint32_t index : m_problem.name(set.name).sets) {
      const Var inner = m_problem.set(index).var;
      if (includes(var, inner)) {
        conflict = imply(Literal::no(inner), Literal::no(var));
        if (conflict) {
          return conflict;
        }
      }
    }
  }
  m_problem.visit_users(set, [&](Var package) {
    conflict = imply(Literal::no(package), Literal::no(var));
    return !conflict;
  });
  return conflict;
}

// What follows from the places of a name that are open.
std::optional<Step> Propagation::settle(std::uint32_t name) {
  NameState& state = m_states[name];
  const Var any = m_problem.name(name).any;
  const bool is_required = any != k_none && m_trail.value(Literal::yes(any)) > 0;
  if (is_required && state.chosen == k_none) {
    const std::uint32_t first = first_place(state.open);
    const bool is_only = first != k_no_place && first_place(state.open, first + 1) == k_no_place;
    if (first == k_no_place || is_only) {
      std::vector<std::uint64_t> closed(state.open.size(), 0);
      add_places(closed, 0, m_problem.name(name).count);
      std::vector<Literal> literals{Literal::no(any)};
      if (is_only) {
        remove_place(closed, first);
        literals.push_back(Literal::yes(follow(name, first)));
        std::swap(literals.front(), literals.back());
      }
      ClosedPlaces(m_problem, m_trail, m_states[name]).explain(name, closed, literals);
      const Literal asserted = literals.front();
      const std::uint32_t clause = store_lemma(std::move(literals), any);
      if (!is_only) {
        return Step{asserted, Reason::clause(clause)};
      }
      assign(asserted, level_of_others(clause, asserted), Reason::clause(clause));
    }
  }
  check_tracked(name);
  return std::nullopt;
}

// A requirement that was of interest before is so again: whether it has lost its last candidate.
void Propagation::check_tracked(std::uint32_t name) {
  for (std::size_t i = 0; i < m_states[name].tracked.size(); ++i) {
    NameState& state = m_states[name];
    NameState::Tracked& tracked = state.tracked[i];
    const Problem::Set& set = m_problem.set(tracked.set);
    if (has_place(state.open, tracked.witness) || m_trail.value(Literal::yes(set.var)) != 0) {
      continue;
    }
    const PlaceMask mask = m_problem.mask_of(set);
    std::uint32_t other = k_no_place;
    for (std::size_t word = 0; word < mask.size() && other == k_no_place; ++word) {
      if (const std::uint64_t common = mask[word] & state.open[word]; common != 0) {
        other = static_cast<std::uint32_t>(word * 64) +
                static_cast<std::uint32_t>(std::countr_zero(common));
      }
    }
    if (other != k_no_place) {
      tracked.witness = other;
    } else {
      refute_if_impossible(set.var);
    }
  }
}

void Propagation::track(Var requirement) {
  const std::uint32_t index = m_problem.entry(requirement).table;
  const Problem::Set& set = m_problem.set(index);
  if (set.first != k_no_place && !m_problem.is_range(requirement) && !m_is_tracked[index]) {
    m_is_tracked[index] = true;
    m_states[set.name].tracked.push_back({index, set.first});
  }
}

std::optional<Step> Propagation::propagate_clauses(Literal literal) {
  std::optional<Step> conflict;
  m_clauses.visit(~literal, m_trail, [&](Literal unit, std::uint32_t clause) {
    if (m_trail.value(unit) < 0) {
      conflict = Step{unit, Reason::clause(clause)};
      return false;
    }
    const auto literals = m_clauses.literals(clause);
    const Literal latest = literals[literals[0] == unit ? 1 : 0];
    assign(unit, m_trail.level(latest.var()), Reason::clause(clause));
    return true;
  });
  return conflict;
}

bool Propagation::prepare(Var package) {
  if (!m_problem.is_expanded(package)) {
    const std::uint32_t obstacle = m_states[m_problem.entry(package).name].last_obstacle;
    if (obstacle == k_none || !fails_by(obstacle, package)) {
      expand(package); // it is open, so nothing contradicts
    }
    return true;
  }
  bool is_new = false;
  for (const Var var : m_problem.dependencies(package)) {
    if (m_problem.entry(var).kind == VarKind::requirement) {
      is_new = refute_if_impossible(var) || is_new;
    }
  }
  return is_new;
}

// Whether a package that was not expanded is out already for what it requires of one name.
bool Propagation::fails_by(std::uint32_t obstacle, Var package) {
  const std::vector<Var> requirements = m_problem.peek(package, obstacle);
  grow();
  return std::any_of(requirements.begin(), requirements.end(), [&](Var requirement) {
    refute_if_impossible(requirement);
    return refute_by(requirement, package);
  });
}

// Closes an open package where what it requires is false.
bool Propagation::refute_by(Var requirement, Var package) {
  if (m_trail.value(Literal::yes(requirement)) >= 0) {
    return false;
  }
  m_states[m_problem.entry(package).name].last_obstacle = m_problem.entry(requirement).name;
  imply(Literal::no(package), Literal::no(requirement));
  return true;
}

std::optional<Step> Propagation::expand(Var package) {
  const auto unusable = m_problem.expand(package);
  grow();
  const bool holds = m_trail.value(Literal::yes(package)) > 0;
  if (unusable) {
    const Literal no = Literal::no(package);
    const Reason reason = Reason::clause(m_clauses.add({&no, 1}, m_trail));
    if (holds) {
      return Step{no, reason};
    }
    assign(no, 0, reason);
    return std::nullopt;
  }
  std::optional<Step> conflict;
  for (const Var var : m_problem.dependencies(package)) {
    if (m_problem.entry(var).kind == VarKind::requirement) {
      refute_if_impossible(var);
    }
    if (!holds) {
      refute_by(var, package);
    } else if (auto contradiction = imply(Literal::yes(var), Literal::yes(package)); !conflict) {
      conflict = contradiction;
    }
  }
  return conflict;
}

// Whether an open requirement has just been found impossible.
bool Propagation::refute_if_impossible(Var requirement) {
  const Problem::Set& set = m_problem.set_of(requirement);
  const PlaceMask mask = m_problem.mask_of(set);
  if (m_trail.value(Literal::yes(requirement)) != 0 ||
      have_common_place(mask, m_states[set.name].open)) {
    return false;
  }
  track(requirement);
  std::vector<Literal> literals{Literal::no(requirement)};
  ClosedPlaces(m_problem, m_trail, m_states[set.name]).explain(set.name, mask, literals);
  const Literal asserted = literals.front();
  const std::uint32_t clause = store_lemma(std::move(literals), requirement);
  assign(asserted, level_of_others(clause, asserted), Reason::clause(clause));
  return true;
}

std::uint32_t Propagation::store_lemma(std::vector<Literal> literals, Var requirement) {
  const std::uint32_t clause = m_clauses.add(literals, m_trail);
  m_lemmas.emplace(clause, requirement);
  return clause;
}

std::uint32_t Propagation::level_of_others(std::uint32_t clause, Literal literal) const {
  std::uint32_t level = 0;
  for (const Literal other : m_clauses.literals(clause)) {
    if (other != literal) {
      level = std::max(level, m_trail.level(other.var()));
    }
  }
  return level;
}

} // namespace etalon
