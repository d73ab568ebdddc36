#pragma once

#include "resolution/record_world.hpp"
#include "sat_problem.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace etalon::test {

// What a RecordWorld allows, as clauses. One variable a record: "it is installed". One a spec that
// is needed: "one of the records that match is", from which follows that no other of its name is.
// One a spec that constrains: "no record of its name is that does not match". Names come in when a
// spec needs them first.
class RecordSat {
public:
  // Of `question` priority and date count; its specs must name no channel where it is strict.
  RecordSat(RecordWorld& world, WorldQuestion question);

  // The literals that stand for "this spec is met" and "this record is installed".
  int needed(const std::string& spec);
  int installed(const WorldRecord& record);

  int any_of(const std::vector<int>& literals) { return m_problem.add_any_of(literals); }

  // Whether there is an environment in which all these hold.
  bool is_solvable(const std::vector<int>& literals);

private:
  struct Candidate {
    const WorldRecord* record;
    int literal;
  };

  int constrained(const std::string& spec);
  void add_constraint(int literal, const MatchSpec& spec);
  const std::vector<Candidate>& load(const std::string& name);
  void expand_all();
  void expand(const WorldRecord& record, int literal);

  RecordWorld& m_world;
  WorldQuestion m_question;
  SatProblem m_problem;
  std::map<std::string, std::vector<Candidate>> m_names;
  std::unordered_map<const WorldRecord*, int> m_literals;
  std::unordered_map<std::string, int> m_needed;
  std::unordered_map<std::string, int> m_constrained;
  // Constraints on names that nothing has needed so far.
  std::map<std::string, std::vector<std::pair<int, MatchSpec>>> m_waiting;
  std::vector<Candidate> m_to_expand;
};

} // namespace etalon::test
