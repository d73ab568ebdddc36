#pragma once

#include <etalon/solve/candidate_provider.hpp>
#include <etalon/solve/solver.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// A provider for tests, written by hand: names are letters, versions small numbers, and a version
// set is a name with a list of versions.
class SmallWorld : public CandidateProvider {
public:
  struct Package {
    NameId name{};
    int version = 0;
    Dependencies dependencies;
    bool is_excluded = false;
  };

  NameId add_name(const std::string& name) {
    const auto [found, is_new] =
        m_name_ids.emplace(name, NameId{static_cast<std::uint32_t>(m_names.size())});
    if (is_new) {
      m_names.push_back(name);
    }
    return found->second;
  }

  // "b 1 2": the versions 1 and 2 of b; "b": all of them.
  VersionSetId set(const std::string& text) {
    const auto found = m_set_ids.find(text);
    if (found != m_set_ids.end()) {
      return found->second;
    }
    Set set;
    std::size_t at = text.find(' ');
    set.text = text;
    set.name = add_name(text.substr(0, at));
    while (at != std::string::npos) {
      const std::size_t next = text.find(' ', at + 1);
      set.versions.push_back(std::stoi(text.substr(at + 1, next - at - 1)));
      at = next;
    }
    m_sets.push_back(set);
    const VersionSetId id{static_cast<std::uint32_t>(m_sets.size()) - 1};
    m_set_ids.emplace(text, id);
    return id;
  }

  // Later versions are better whatever the order of the calls.
  SolvableId add(const std::string& name,
                 int version,
                 const std::vector<std::string>& requirements = {},
                 const std::vector<std::string>& constraints = {}) {
    Package package{add_name(name), version, {}, false};
    for (const std::string& text : requirements) {
      package.dependencies.requirements.push_back(set(text));
    }
    for (const std::string& text : constraints) {
      package.dependencies.constraints.push_back(set(text));
    }
    packages.push_back(package);
    return SolvableId{static_cast<std::uint32_t>(packages.size()) - 1};
  }

  void exclude(SolvableId solvable) { packages[to_index(solvable)].is_excluded = true; }

  void make_unusable(SolvableId solvable) {
    packages[to_index(solvable)].dependencies = {{}, {}, StringId{1}};
  }

  // "a 2" for each.
  [[nodiscard]] std::vector<std::string> names(const std::vector<SolvableId>& solvables) const {
    std::vector<std::string> result;
    for (const SolvableId solvable : solvables) {
      const Package& package = packages[to_index(solvable)];
      result.push_back(m_names[to_index(package.name)] + " " + std::to_string(package.version));
    }
    std::sort(result.begin(), result.end());
    return result;
  }

  bool contains(VersionSetId set, SolvableId solvable) override {
    const Set& entry = m_sets[to_index(set)];
    const Package& package = packages[to_index(solvable)];
    return package.name == entry.name &&
           (entry.versions.empty() ||
            std::find(entry.versions.begin(), entry.versions.end(), package.version) !=
                entry.versions.end());
  }

  Candidates get_candidates(NameId name) override {
    Candidates candidates;
    for (std::uint32_t i = 0; i < packages.size(); ++i) {
      if (packages[i].name == name && packages[i].is_excluded) {
        candidates.excluded.push_back({SolvableId{i}, StringId{0}});
      } else if (packages[i].name == name) {
        candidates.sorted.push_back(SolvableId{i});
      }
    }
    std::stable_sort(
        candidates.sorted.begin(), candidates.sorted.end(), [this](SolvableId a, SolvableId b) {
          return packages[to_index(a)].version > packages[to_index(b)].version;
        });
    return candidates;
  }

  // It has none.
  CandidateRange get_equals(NameId, std::uint32_t place) override { return {place, place + 1}; }

  std::vector<SolvableId> sort_equals(std::vector<SolvableId> equals) override { return equals; }

  Dependencies get_dependencies(SolvableId solvable) override {
    return packages[to_index(solvable)].dependencies;
  }

  std::vector<VersionSetId> get_requirements_on(NameId name, SolvableId solvable) override {
    std::vector<VersionSetId> sets;
    for (const VersionSetId set : packages[to_index(solvable)].dependencies.requirements) {
      if (name_of(set) == name) {
        sets.push_back(set);
      }
    }
    return sets;
  }

  NameId name_of(VersionSetId set) override { return m_sets[to_index(set)].name; }

  NameId name_of(SolvableId solvable) override { return packages[to_index(solvable)].name; }

  std::vector<CandidateRange> get_matching(VersionSetId set) override {
    std::vector<CandidateRange> places;
    const std::vector<SolvableId> candidates = get_candidates(name_of(set)).sorted;
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
      if (contains(set, candidates[i])) {
        places.push_back({i, i + 1});
      }
    }
    return places;
  }

  std::string display_name(NameId name) override { return m_names[to_index(name)]; }

  std::string display_version_set(VersionSetId set) override { return m_sets[to_index(set)].text; }

  SolvableLabel display_solvable(SolvableId solvable) override {
    return {std::to_string(packages[to_index(solvable)].version), ""};
  }

  std::string display_string(StringId text) override {
    return to_index(text) == 0 ? "it is not wanted here" : "its dependencies cannot be read";
  }

  [[nodiscard]] std::uint32_t name_count() const {
    return static_cast<std::uint32_t>(m_names.size());
  }

  std::vector<Package> packages; // [SolvableId]

private:
  struct Set {
    NameId name{};
    std::vector<int> versions; // empty: any
    std::string text;
  };

  std::vector<std::string> m_names;
  std::map<std::string, NameId> m_name_ids;
  std::vector<Set> m_sets;
  std::map<std::string, VersionSetId> m_set_ids;
};

} // namespace etalon
