#pragma once

#include "proof.hpp"

#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace etalon {

// A proof seen from the request: who asks for what, which packages a reader meets on the way, and
// which of them fail alike.
class Refutation {
public:
  // Who asks for a version set: a package, or the request.
  using User = Var;
  static constexpr User k_request = k_none;

  // `order` are the version sets of the request.
  Refutation(const Proof& proof, Problem& problem, const std::vector<Var>& order);

  // The request and all packages that satisfy what is asked for, breadth first.
  [[nodiscard]] const std::vector<User>& reached() const { return m_reached; }

  [[nodiscard]] const std::vector<Var>& sets_of(User user) const { return at(m_sets_of, user); }

  [[nodiscard]] const std::vector<User>& users_of(Var set) const { return at(m_users_of, set); }

  // The sets that rule a package out.
  [[nodiscard]] const std::vector<Var>& excluded_by(Var package) const {
    return at(m_excluded_by, package);
  }

  [[nodiscard]] bool is_unusable(Var package) const { return m_unusable.count(package) > 0; }

  [[nodiscard]] bool is_reached(User user) const { return m_class.count(user) > 0; }

  // The number of the packages of one name that fail alike: they need the same names, and the same
  // others ask for them or rule them out.
  [[nodiscard]] std::uint32_t class_of(User user) const { return m_class.at(user); }

private:
  using Table = std::unordered_map<Var, std::vector<Var>>;
  struct Signature;

  static const std::vector<Var>& at(const Table& table, Var key);
  void add_use(User user, Var set);
  void reach();
  void partition();
  [[nodiscard]] Signature signature(User user) const;
  void add_classes_of_users(Var set, std::set<std::uint32_t>& classes) const;

  Problem& m_problem;
  Table m_sets_of;
  Table m_users_of;
  Table m_excluded_by;
  Table m_members; // package -> the sets in use that it is in
  std::unordered_set<Var> m_unusable;
  std::vector<User> m_reached;
  std::unordered_map<User, std::uint32_t> m_class;
};

} // namespace etalon
