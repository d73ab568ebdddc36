#include "record_sat.hpp"

#include <etalon/util/error.hpp>

#include <optional>

namespace etalon::test {

namespace {

// Nothing where the text is no spec on one name: what needs it cannot be installed.
std::optional<MatchSpec> read_spec(const std::string& text) {
  try {
    MatchSpec spec = MatchSpec::parse(text);
    return spec.name.is_exact() ? std::optional(std::move(spec)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

} // namespace

RecordSat::RecordSat(RecordWorld& world, WorldQuestion question)
    : m_world(world), m_question(std::move(question)) {
  m_question.specs.clear();
}

int RecordSat::needed(const std::string& text) {
  const auto known = m_needed.find(text);
  if (known != m_needed.end()) {
    return known->second;
  }
  const auto spec = read_spec(text);
  if (!spec) {
    throw std::invalid_argument(text);
  }
  std::vector<int> matching;
  std::vector<int> others;
  for (const Candidate& candidate : load(name_asked_for(*spec))) {
    (matches(*spec, *candidate.record) ? matching : others).push_back(candidate.literal);
  }
  const int literal = m_problem.add_any_of(matching);
  for (const int other : others) {
    m_problem.add_clause({-literal, -other});
  }
  return m_needed[text] = literal;
}

int RecordSat::installed(const WorldRecord& record) {
  load(record.record.package.name);
  return m_literals.at(&record);
}

bool RecordSat::is_solvable(const std::vector<int>& literals) {
  expand_all();
  return m_problem.is_solvable(literals);
}

const std::vector<RecordSat::Candidate>& RecordSat::load(const std::string& name) {
  const auto known = m_names.find(name);
  if (known != m_names.end()) {
    return known->second;
  }
  std::vector<Candidate>& candidates = m_names[name];
  std::vector<int> literals;
  for (const WorldRecord* record : m_world.allowed(name, m_question)) {
    candidates.push_back({record, m_problem.add_variable()});
    literals.push_back(candidates.back().literal);
    m_literals[record] = literals.back();
    if (record->is_virtual) {
      m_problem.add_clause({literals.back()}); // it is there whatever is installed
    }
  }
  m_problem.add_at_most_one(literals);
  m_to_expand.insert(m_to_expand.end(), candidates.begin(), candidates.end());
  for (const auto& [literal, spec] : m_waiting[name]) {
    add_constraint(literal, spec);
  }
  m_waiting.erase(name);
  return candidates;
}

void RecordSat::expand_all() {
  while (!m_to_expand.empty()) {
    const Candidate candidate = m_to_expand.back();
    m_to_expand.pop_back();
    expand(*candidate.record, candidate.literal);
  }
}

void RecordSat::expand(const WorldRecord& record, int literal) {
  for (const std::string& text : record.record.package.depends) {
    if (read_spec(text)) {
      m_problem.add_clause({-literal, needed(text)});
    } else {
      m_problem.add_clause({-literal});
    }
  }
  for (const std::string& text : record.record.package.constrains) {
    if (read_spec(text)) {
      m_problem.add_clause({-literal, constrained(text)});
    } else {
      m_problem.add_clause({-literal});
    }
  }
}

int RecordSat::constrained(const std::string& text) {
  const auto known = m_constrained.find(text);
  if (known != m_constrained.end()) {
    return known->second;
  }
  const int literal = m_problem.add_variable();
  m_constrained[text] = literal;
  MatchSpec spec = MatchSpec::parse(text);
  const std::string name = name_asked_for(spec);
  const auto& of_name = m_world.named(name);
  if (m_names.count(name) == 0 && !of_name.empty() && of_name.front().is_virtual) {
    load(name);
  }
  if (m_names.count(name) != 0) {
    add_constraint(literal, spec);
  } else {
    m_waiting[name].emplace_back(literal, std::move(spec));
  }
  return literal;
}

void RecordSat::add_constraint(int literal, const MatchSpec& spec) {
  for (const Candidate& candidate : m_names[name_asked_for(spec)]) {
    if (!matches(spec, *candidate.record)) {
      m_problem.add_clause({-literal, -candidate.literal});
    }
  }
}

} // namespace etalon::test
