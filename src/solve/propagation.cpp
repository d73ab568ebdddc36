#include "propagation.hpp"

#include <algorithm>

namespace etalon {

using VarKind = Problem::VarKind;

void Propagation::grow() {
  const std::uint32_t count =
      m_problem.variable_count() - static_cast<std::uint32_t>(m_has_choice.size());
  m_trail.add_variables(count);
  m_clauses.add_variables(count);
  m_has_choice.resize(m_problem.variable_count(), false);
  m_states.resize(m_problem.name_count());
}

Var Propagation::load_set(VersionSetId set, VarKind role) {
  const Var var = m_problem.make_set(set, role);
  grow();
  load_dependency(var);
  return var;
}

void Propagation::assign(Literal literal, std::uint32_t level, Reason reason) {
  m_trail.assign(literal, level, reason);
  if (!literal.is_yes()) {
    return;
  }
  const Problem::VarEntry& entry = m_problem.entry(literal.var());
  NameState& state = m_states[entry.name];
  if (entry.kind == VarKind::package && state.chosen == k_none) {
    state.chosen = literal.var();
  } else if (entry.kind == VarKind::requirement) {
    ++state.required_by;
    if (!state.is_listed) {
      state.is_listed = true;
      m_wanted_names.push_back(entry.name);
    }
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
    if (!literal.is_yes()) {
      return;
    }
    const Problem::VarEntry& entry = m_problem.entry(literal.var());
    NameState& state = m_states[entry.name];
    if (entry.kind == VarKind::requirement) {
      --state.required_by;
    } else if (state.chosen == literal.var()) {
      state.chosen = k_none;
    }
  });
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
  if (!literal.is_yes()) {
    return std::nullopt;
  }
  const Var package = literal.var();
  const std::uint32_t name_index = m_problem.entry(package).name;
  const Problem::Name& name = m_problem.name(name_index);
  if (m_states[name_index].chosen == k_none) {
    m_states[name_index].chosen = package;
  }
  for (Var other = name.first; other < name.first + name.count; ++other) {
    if (other != package) {
      if (auto conflict = imply(Literal::no(other), literal)) {
        return conflict;
      }
    }
  }
  for (const std::uint32_t index : name.sets) {
    const Problem::Set& set = m_problem.set(index);
    if (set.has_mask && !m_problem.contains(set, package)) {
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

std::optional<Step> Propagation::propagate_set(Literal literal) {
  const Problem::Set& set = m_problem.set_of(literal.var());
  if (literal.is_yes()) {
    auto excluded = exclude_by(set);
    const bool needs_choice =
        m_problem.entry(literal.var()).kind == VarKind::requirement && !m_has_choice[literal.var()];
    return excluded || !needs_choice ? excluded : enforce_choice(literal.var());
  }
  std::optional<Step> conflict;
  m_problem.visit_users(set, [&](Var package) {
    conflict = imply(Literal::no(package), literal);
    return !conflict;
  });
  return conflict;
}

std::optional<Step> Propagation::exclude_by(const Problem::Set& set) {
  if (!set.has_mask) {
    return std::nullopt; // the name has not been needed so far
  }
  std::optional<Step> conflict;
  m_problem.visit_others(set, [&](Var candidate) {
    conflict = imply(Literal::no(candidate), Literal::yes(set.var));
    return !conflict;
  });
  return conflict;
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
  if (m_problem.is_expanded(package)) {
    bool is_new = false;
    for (const Var var : m_problem.dependencies(package)) {
      if (m_problem.entry(var).kind == VarKind::requirement) {
        is_new = refute_if_impossible(var) || is_new;
      }
    }
    return is_new;
  }
  expand(package); // it is open, so nothing contradicts
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
  // All are loaded even where one contradicts: what is expanded is expanded for good.
  std::optional<Step> conflict;
  const std::size_t count = m_problem.dependencies(package).size();
  for (std::size_t i = 0; i < count; ++i) {
    const Var var = m_problem.dependencies(package)[i];
    load_dependency(var);
    if (!holds) {
      if (m_trail.value(Literal::yes(var)) < 0) {
        imply(Literal::no(package), Literal::no(var));
      }
    } else if (auto contradiction = imply(Literal::yes(var), Literal::yes(package)); !conflict) {
      conflict = contradiction;
    }
  }
  return conflict;
}

void Propagation::load_dependency(Var var) {
  const std::uint32_t name = m_problem.entry(var).name;
  if (m_problem.entry(var).kind == VarKind::requirement) {
    load_name(name);
  }
  if (m_problem.name(name).is_loaded) {
    load_mask(m_problem.entry(var).table);
  }
  if (m_problem.entry(var).kind == VarKind::requirement) {
    refute_if_impossible(var);
  }
}

void Propagation::load_name(std::uint32_t name) {
  if (m_problem.load_name(name)) {
    grow();
    for (const std::uint32_t set : m_problem.name(name).sets) {
      load_mask(set);
    }
  }
}

// No contradiction can arise here: the variables are new, or the set is.
void Propagation::load_mask(std::uint32_t index) {
  if (!m_problem.load_mask(index)) {
    return;
  }
  const Problem::Set& set = m_problem.set(index);
  const Var chosen = m_states[set.name].chosen;
  if (m_trail.value(Literal::yes(set.var)) > 0) {
    exclude_by(set);
  } else if (chosen != k_none && !m_problem.contains(set, chosen)) {
    imply(Literal::no(set.var), Literal::yes(chosen));
  }
}

// A choice clause is stored when its requirement first holds, or can no longer hold: most
// requirements belong to packages that are looked at once and left.
std::uint32_t Propagation::store_choice(Var requirement) {
  m_has_choice[requirement] = true;
  std::vector<Literal> literals{Literal::no(requirement)};
  m_problem.visit_candidates(m_problem.set_of(requirement), [&](Var candidate) {
    literals.push_back(Literal::yes(candidate));
    return true;
  });
  return m_clauses.add(literals, m_trail);
}

bool Propagation::is_possible(Var requirement) const {
  bool is_possible = false;
  m_problem.visit_candidates(m_problem.set_of(requirement), [&](Var candidate) {
    is_possible = m_trail.value(Literal::yes(candidate)) >= 0;
    return !is_possible;
  });
  return is_possible;
}

// Whether it has just been found impossible. One that holds is left to enforce_choice().
bool Propagation::refute_if_impossible(Var requirement) {
  const bool is_open = m_trail.value(Literal::yes(requirement)) == 0;
  if (!is_open || m_has_choice[requirement] || is_possible(requirement)) {
    return false;
  }
  const std::uint32_t clause = store_choice(requirement);
  std::uint32_t level = 0;
  for (const Literal literal : m_clauses.literals(clause)) {
    if (literal.var() != requirement) {
      level = std::max(level, m_trail.level(literal.var()));
    }
  }
  assign(Literal::no(requirement), level, Reason::clause(clause));
  return true;
}

// Of a requirement that holds.
std::optional<Step> Propagation::enforce_choice(Var requirement) {
  const std::uint32_t clause = store_choice(requirement);
  const std::span<const Literal> literals = m_clauses.literals(clause);
  const Literal first = literals[0];
  if (m_trail.value(first) < 0) {
    return Step{first, Reason::clause(clause)};
  }
  const bool is_unit = literals.size() == 1 || m_trail.value(literals[1]) < 0;
  if (is_unit && m_trail.value(first) == 0) {
    const std::uint32_t level = literals.size() == 1 ? 0 : m_trail.level(literals[1].var());
    assign(first, level, Reason::clause(clause));
  }
  return std::nullopt;
}

} // namespace etalon
