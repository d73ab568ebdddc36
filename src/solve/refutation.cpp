#include "refutation.hpp"

#include <map>

namespace etalon {

namespace {

// A long chain of packages that need each other's next version would be taken apart link by link;
// nobody wants to read that.
constexpr int k_refinements = 4;

} // namespace

struct Refutation::Signature {
  std::uint32_t class_so_far = 0;
  bool is_unusable = false;
  std::set<std::uint32_t> needs = {};        // names, with the role of the set
  std::set<std::uint32_t> asked_for_by = {}; // classes
  std::set<std::uint32_t> ruled_out_by = {}; // classes

  auto operator<=>(const Signature&) const = default;
};

Refutation::Refutation(const Proof& proof, Problem& problem, const std::vector<Var>& order)
    : m_problem(problem), m_unusable(proof.unusable.begin(), proof.unusable.end()) {
  for (const Var set : order) {
    add_use(k_request, set);
  }
  for (const auto& [user, set] : proof.dependencies) {
    add_use(user, set);
  }
  for (const auto& [set, candidate] : proof.exclusions) {
    m_excluded_by[candidate].push_back(set);
  }
  reach();
  partition();
}

const std::vector<Var>& Refutation::at(const Table& table, Var key) {
  static const std::vector<Var> k_empty;
  const auto found = table.find(key);
  return found == table.end() ? k_empty : found->second;
}

void Refutation::add_use(User user, Var set) {
  m_sets_of[user].push_back(set);
  m_users_of[set].push_back(user);
}

void Refutation::reach() {
  m_reached.push_back(k_request);
  std::unordered_set<Var> seen;
  std::unordered_set<Var> opened;
  for (std::size_t i = 0; i < m_reached.size(); ++i) {
    for (const Var set : sets_of(m_reached[i])) {
      const bool is_requirement = m_problem.entry(set).kind == Problem::VarKind::requirement;
      if (!is_requirement || !opened.insert(set).second) {
        continue;
      }
      for (const Var candidate : m_problem.make_candidates(m_problem.set_of(set))) {
        m_members[candidate].push_back(set);
        if (seen.insert(candidate).second) {
          m_reached.push_back(candidate);
        }
      }
    }
  }
}

// Starts with a class per name and splits classes until nothing tells their members apart, or often
// enough.
void Refutation::partition() {
  for (const User user : m_reached) {
    m_class[user] = user == k_request ? 0 : m_problem.entry(user).name + 1;
  }
  std::size_t count = 0;
  for (int round = 0; round < k_refinements; ++round) {
    std::map<Signature, std::uint32_t> classes;
    std::unordered_map<User, std::uint32_t> refined;
    for (const User user : m_reached) {
      const auto next = static_cast<std::uint32_t>(classes.size());
      refined[user] = classes.emplace(signature(user), next).first->second;
    }
    m_class = std::move(refined);
    if (classes.size() == count) {
      return;
    }
    count = classes.size();
  }
}

Refutation::Signature Refutation::signature(User user) const {
  Signature result{m_class.at(user), m_unusable.count(user) > 0};
  if (user == k_request) {
    return result;
  }
  for (const Var set : sets_of(user)) {
    const Problem::VarEntry& entry = m_problem.entry(set);
    result.needs.insert(entry.name * 2 + (entry.kind == Problem::VarKind::requirement ? 1 : 0));
  }
  for (const Var set : at(m_members, user)) {
    add_classes_of_users(set, result.asked_for_by);
  }
  for (const Var set : excluded_by(user)) {
    add_classes_of_users(set, result.ruled_out_by);
  }
  return result;
}

void Refutation::add_classes_of_users(Var set, std::set<std::uint32_t>& classes) const {
  for (const User user : users_of(set)) {
    if (const auto found = m_class.find(user); found != m_class.end()) {
      classes.insert(found->second);
    }
  }
}

} // namespace etalon
