#pragma once

#include "propagation.hpp"

#include <span>
#include <vector>

namespace etalon {

// What a conflict teaches: a clause that is unit one or more levels earlier.
struct Lesson {
  std::vector<Literal> literals; // the first one becomes true, the second is the latest of the rest
  std::uint32_t level = 0;       // at which the clause is unit
  std::vector<Step> steps;       // from which it follows
  std::vector<Literal> facts;    // that hold at level 0 and were used as well
};

// Finds the first unique implication point of conflicts: walks back from the contradiction until a
// single literal of its level is left. Of literals from earlier levels those that say that
// something is out are followed further, to the sets that closed it: a lesson that names a thousand
// candidates would hold for no others.
class ConflictAnalysis {
public:
  explicit ConflictAnalysis(const Propagation& propagation) : m_propagation(propagation) {}

  // The highest level among the contradicting literals. The search has to return there first.
  [[nodiscard]] std::uint32_t level_of(const Step& conflict) const;

  // The conflict's level is the current one. visit_var(var) is told every variable that took part.
  template <typename VisitVar>
  Lesson learn(const Step& conflict, VisitVar visit_var) {
    Lesson lesson = learn(conflict);
    for (const Var var : m_touched) {
      visit_var(var);
    }
    return lesson;
  }

private:
  Lesson learn(const Step& conflict);
  void take_premises(const Step& step, Lesson& lesson);
  void take(Literal premise, Lesson& lesson);
  [[nodiscard]] bool is_followed(const Step& step) const;
  void drop_redundant(Lesson& lesson);
  static void put_latest_second(Lesson& lesson, const Trail& trail);

  const Propagation& m_propagation;
  std::vector<bool> m_seen; // [variable]
  std::vector<Var> m_touched;
  std::vector<Step> m_followed; // earlier steps whose premises are not taken yet
  std::uint32_t m_open = 0;     // seen literals of the current level that are not resolved yet
};

} // namespace etalon
