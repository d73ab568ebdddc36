#include "hint_search.hpp"

#include <etalon/util/strings.hpp>

#include <algorithm>

namespace etalon {

std::optional<std::vector<RepoDataRecord>>
HintSearch::solve_with(const std::vector<SpecChange>& changes) const {
  auto changed = world();
  for (const auto& change : changes) {
    std::erase(changed.specs, change.spec);
  }
  for (const auto& change : changes) {
    changed.specs.push_back(change.instead); // last: the other specs come first
  }
  return trials.solve(changed);
}

std::vector<std::string> HintSearch::specs_on(const std::string& name) const {
  std::vector<std::string> specs;
  for (const auto& edge : question.graph.edges) {
    if (question.graph.nodes[edge.to].name == name) {
      for (const auto& spec : edge.specs) {
        if (std::find(specs.begin(), specs.end(), spec) == specs.end()) {
          specs.push_back(spec);
        }
      }
    }
  }
  return specs;
}

const RepoDataRecord* find_record(const std::vector<RepoDataRecord>& records,
                                  const std::string& name) {
  const auto found = std::find_if(records.begin(), records.end(), [&](const auto& record) {
    return record.package.name == name;
  });
  return found == records.end() ? nullptr : &*found;
}

std::string package_name(const MatchSpec& spec) {
  return to_lower(spec.name.to_string());
}

} // namespace etalon
