#include "wanted_packages.hpp"

#include <etalon/model/match_spec.hpp>
#include <etalon/model/spec_text.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace etalon {

namespace {

std::string needed_name(const std::string& dependency) {
  return to_lower(MatchSpec::parse(dependency).name.to_string());
}

// Names that some other package of the answer needs.
std::set<std::string> needed_names(const Solution& solution) {
  std::set<std::string> names;
  for (const SolvedPackage& package : solution.packages) {
    for (const std::string& dependency : package.record.package.depends) {
      std::string name = needed_name(dependency);
      if (name != package.record.package.name) {
        names.insert(std::move(name));
      }
    }
  }
  return names;
}

Solution keep_dependencies(Solution solution) {
  const auto needed = needed_names(solution);
  Solution kept;
  std::map<std::string, std::vector<std::string>> asked; // name -> specs of what is left out
  for (SolvedPackage& package : solution.packages) {
    const PackageRecord& record = package.record.package;
    if (!package.requested || needed.contains(record.name)) {
      kept.packages.push_back(std::move(package));
      continue;
    }
    for (const std::string& dependency : record.depends) {
      asked[needed_name(dependency)].push_back(dependency);
    }
  }
  for (SolvedPackage& package : kept.packages) {
    const auto found = asked.find(package.record.package.name);
    if (found != asked.end() && !package.requested) {
      package.requested = true;
      package.required_by = found->second;
    }
  }
  return kept;
}

} // namespace

Solution keep_wanted(Solution solution, WantedPackages wanted) {
  switch (wanted) {
  case WantedPackages::all:
    break;
  case WantedPackages::requested_only:
    std::erase_if(solution.packages,
                  [](const SolvedPackage& package) { return !package.requested; });
    break;
  case WantedPackages::dependencies_only:
    return keep_dependencies(std::move(solution));
  }
  return solution;
}

std::vector<std::string> recorded_specs(const EnvironmentRequest& request,
                                        const std::vector<SolvedPackage>& packages) {
  std::vector<std::string> specs;
  if (request.wanted != WantedPackages::dependencies_only) {
    for (const std::string& spec : request.specs) {
      specs.push_back(without_credentials_in_spec(spec));
    }
    return specs;
  }
  for (const SolvedPackage& package : packages) {
    if (package.requested) {
      specs.insert(specs.end(), package.required_by.begin(), package.required_by.end());
    }
  }
  std::sort(specs.begin(), specs.end());
  specs.erase(std::unique(specs.begin(), specs.end()), specs.end());
  return specs;
}

} // namespace etalon
