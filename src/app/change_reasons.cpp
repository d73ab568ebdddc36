#include "change_reasons.hpp"

#include <etalon/model/match_spec.hpp>

#include <algorithm>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

class ReasonFinder {
public:
  ReasonFinder(const RecordsByName& before,
               const RecordsByName& after,
               const Strings& wanted,
               const Strings& pins)
      : m_before(before), m_after(after), m_wanted(wanted), m_pins(pins) {}

  void explain_arrival(PackageChange& change) const {
    change.because = specs_on(change.name);
    if (change.because.empty()) {
      change.reason = ChangeReason::needed;
      for (const auto& [name, record] : m_after) {
        if (has_spec_on(change.name, record.package.depends)) {
          change.because.push_back(name);
        }
      }
    }
  }

  // Of a package that is another one afterwards, or gone.
  void explain_move(PackageChange& change) const {
    const auto set = [&](ChangeReason reason, Strings because) {
      change.reason = reason;
      change.because = std::move(because);
      return !change.because.empty();
    };
    const RepoDataRecord& before = *change.before;
    if (!set(ChangeReason::requested, specs_on(change.name)) &&
        !set(ChangeReason::ruled_out, adversaries_of(before)) &&
        !set(ChangeReason::dependency_changed, changed_dependencies_of(before)) &&
        !set(ChangeReason::pinned, specs_against(before, m_pins))) {
      change.reason = ChangeReason::better;
    }
  }

private:
  static bool has_spec_on(const std::string& name, const Strings& specs) {
    return std::any_of(specs.begin(), specs.end(), [&](const std::string& spec) {
      return name_of_spec(spec) == name;
    });
  }

  static Strings specs_against(const RepoDataRecord& record, const Strings& specs) {
    Strings found;
    for (const std::string& spec : specs) {
      if (name_of_spec(spec) == record.package.name && !MatchSpec::parse(spec).matches(record)) {
        found.push_back(spec);
      }
    }
    return found;
  }

  [[nodiscard]] Strings specs_on(const std::string& name) const {
    Strings found;
    for (const std::string& spec : m_wanted) {
      if (name_of_spec(spec) == name) {
        found.push_back(spec);
      }
    }
    return found;
  }

  // The packages of the answer that need another one than `record` or constrain it away.
  [[nodiscard]] Strings adversaries_of(const RepoDataRecord& record) const {
    Strings names;
    for (const auto& [name, other] : m_after) {
      if (name != record.package.name &&
          (!specs_against(record, other.package.depends).empty() ||
           !specs_against(record, other.package.constrains).empty())) {
        names.push_back(name);
      }
    }
    return names;
  }

  [[nodiscard]] Strings changed_dependencies_of(const RepoDataRecord& record) const {
    Strings names;
    for (const std::string& spec : record.package.depends) {
      const std::string name = name_of_spec(spec);
      const auto now = m_after.find(name);
      const bool was_met = m_before.contains(name);
      if (was_met && (now == m_after.end() || !MatchSpec::parse(spec).matches(now->second))) {
        names.push_back(name);
      }
    }
    for (const std::string& spec : record.package.constrains) {
      const auto now = m_after.find(name_of_spec(spec));
      if (now != m_after.end() && !MatchSpec::parse(spec).matches(now->second)) {
        names.push_back(now->first);
      }
    }
    return names;
  }

  const RecordsByName& m_before;
  const RecordsByName& m_after;
  const Strings& m_wanted;
  const Strings& m_pins;
};

// One that was built again under its old name has another hash.
bool is_same_build(const RepoDataRecord& a, const RepoDataRecord& b) {
  const bool has_other_hash = !a.package.sha256.empty() && !b.package.sha256.empty() &&
                              a.package.sha256 != b.package.sha256;
  return !has_other_hash && a.package.version.to_string() == b.package.version.to_string() &&
         a.package.build == b.package.build && a.package.subdir == b.package.subdir;
}

ChangeKind kind_of(const RepoDataRecord& before, const RepoDataRecord& after) {
  if (before.package.version == after.package.version) {
    return ChangeKind::rebuild;
  }
  return before.package.version < after.package.version ? ChangeKind::upgrade
                                                        : ChangeKind::downgrade;
}

} // namespace

std::vector<PackageChange> find_changes(const RecordsByName& before,
                                        const RecordsByName& after,
                                        const Strings& wanted,
                                        const Strings& pins) {
  const ReasonFinder reasons(before, after, wanted, pins);
  std::map<std::string, PackageChange> changes;
  for (const auto& [name, record] : before) {
    const auto now = after.find(name);
    if (now != after.end() && is_same_build(record, now->second)) {
      continue;
    }
    PackageChange& change = changes[name];
    change.name = name;
    change.before = record;
    change.kind = ChangeKind::remove;
    if (now != after.end()) {
      change.after = now->second;
      change.kind = kind_of(record, now->second);
    }
    reasons.explain_move(change);
  }
  for (const auto& [name, record] : after) {
    if (!before.contains(name)) {
      PackageChange& change = changes[name];
      change.name = name;
      change.after = record;
      reasons.explain_arrival(change);
    }
  }
  std::vector<PackageChange> sorted;
  sorted.reserve(changes.size());
  for (auto& entry : changes) {
    sorted.push_back(std::move(entry.second));
  }
  return sorted;
}

} // namespace etalon
