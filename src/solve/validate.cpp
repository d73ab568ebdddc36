#include <etalon/solve/validate.hpp>

#include <algorithm>
#include <map>

namespace etalon {

namespace {

class Validator {
public:
  Validator(CandidateProvider& provider, const std::vector<SolvableId>& chosen)
      : m_provider(provider) {
    for (const SolvableId solvable : chosen) {
      m_by_name[provider.name_of(solvable)].push_back(solvable);
    }
  }

  std::vector<std::string> run(const SolveTask& task) {
    check_names();
    for (const VersionSetId set : task.requirements) {
      check_requirement("the request", set);
    }
    for (const VersionSetId set : task.constraints) {
      check_constraint("the request", set);
    }
    for (const auto& [name, solvables] : m_by_name) {
      for (const SolvableId solvable : solvables) {
        check_package(solvable);
      }
    }
    return std::move(m_problems);
  }

private:
  std::string describe(SolvableId solvable) {
    const SolvableLabel label = m_provider.display_solvable(solvable);
    std::string text = "`" + m_provider.display_name(m_provider.name_of(solvable)) + " ";
    return text + label.version + (label.build.empty() ? "" : " " + label.build) + "`";
  }

  void check_names() {
    for (const auto& [name, solvables] : m_by_name) {
      if (solvables.size() > 1) {
        m_problems.push_back("there are " + std::to_string(solvables.size()) + " packages named `" +
                             m_provider.display_name(name) + "`");
      }
      const auto sorted = m_provider.get_candidates(name).sorted;
      for (const SolvableId solvable : solvables) {
        if (std::find(sorted.begin(), sorted.end(), solvable) == sorted.end()) {
          m_problems.push_back(describe(solvable) + " must not be chosen");
        }
      }
    }
  }

  void check_package(SolvableId solvable) {
    const Dependencies dependencies = m_provider.get_dependencies(solvable);
    if (dependencies.unusable) {
      m_problems.push_back(describe(solvable) +
                           " is unusable: " + m_provider.display_string(*dependencies.unusable));
    }
    for (const VersionSetId set : dependencies.requirements) {
      check_requirement(describe(solvable), set);
    }
    for (const VersionSetId set : dependencies.constraints) {
      check_constraint(describe(solvable), set);
    }
  }

  void check_requirement(const std::string& who, VersionSetId set) {
    const auto found = m_by_name.find(m_provider.name_of(set));
    if (found == m_by_name.end() || count_in(set, found->second) == 0) {
      m_problems.push_back(who + " needs `" + m_provider.display_version_set(set) +
                           "`, which no chosen package satisfies");
    }
  }

  void check_constraint(const std::string& who, VersionSetId set) {
    const auto found = m_by_name.find(m_provider.name_of(set));
    if (found != m_by_name.end() && count_in(set, found->second) != found->second.size()) {
      m_problems.push_back(who + " constrains `" + m_provider.display_version_set(set) +
                           "`, which " + describe(found->second.front()) + " is not");
    }
  }

  std::size_t count_in(VersionSetId set, const std::vector<SolvableId>& solvables) {
    return static_cast<std::size_t>(
        std::count_if(solvables.begin(), solvables.end(), [&](SolvableId solvable) {
          return m_provider.contains(set, solvable);
        }));
  }

  CandidateProvider& m_provider;
  std::map<NameId, std::vector<SolvableId>> m_by_name;
  std::vector<std::string> m_problems;
};

} // namespace

std::vector<std::string> validate(const SolveTask& task,
                                  CandidateProvider& provider,
                                  const std::vector<SolvableId>& chosen) {
  return Validator(provider, chosen).run(task);
}

} // namespace etalon
