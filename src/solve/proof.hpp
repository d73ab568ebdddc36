#pragma once

#include "conflict_analysis.hpp"
#include "propagation.hpp"

#include <unordered_map>
#include <vector>

namespace etalon {

// From what each learnt clause was learnt.
class LearntReasons {
public:
  void add(std::uint32_t clause, Lesson&& lesson) {
    m_index.emplace(clause, static_cast<std::uint32_t>(m_lessons.size()));
    m_lessons.push_back({std::move(lesson.steps), std::move(lesson.facts)});
  }

  struct Entry {
    std::vector<Step> steps;
    std::vector<Literal> facts;
  };

  // Null for a clause that was not learnt.
  [[nodiscard]] const Entry* find(std::uint32_t clause) const {
    const auto found = m_index.find(clause);
    return found == m_index.end() ? nullptr : &m_lessons[found->second];
  }

  [[nodiscard]] std::size_t size() const { return m_lessons.size(); }

private:
  std::unordered_map<std::uint32_t, std::uint32_t> m_index;
  std::vector<Entry> m_lessons;
};

// The clauses of the problem itself from which a contradiction follows.
struct Proof {
  // "user -> set": a package's dependency.
  struct Dependency {
    Var user;
    Var set;
  };

  // "set -> not candidate". Of what the search said of a range only the sets that imply it are
  // here.
  struct Exclusion {
    Var set;
    Var candidate;
  };

  std::vector<Var> assumptions; // sets that were taken to hold
  std::vector<Dependency> dependencies;
  std::vector<Exclusion> exclusions;
  std::vector<Var> unusable; // packages
};

// Why `failed`, which was to be assumed, is false. Only assumptions have been decided so far. Makes
// variables of the candidates that are named.
Proof prove(Literal failed, Propagation& propagation, const LearntReasons& learnt);

} // namespace etalon
