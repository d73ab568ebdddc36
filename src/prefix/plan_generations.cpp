#include "plan_generations.hpp"

#include <algorithm>

namespace etalon {

Generation generation_of(const PrefixData& data) {
  Generation generation;
  generation.requested_specs = data.history.requested_specs();
  generation.channels = data.history.channels();
  generation.variables = data.variables;
  for (const PrefixRecord& record : data.records) {
    generation.packages.push_back({record.repodata, record.requested_specs});
  }
  return generation;
}

std::map<std::size_t, Generation> plan_generations(const PrefixData& installed,
                                                   const std::vector<const PrefixRecord*>& staying,
                                                   const PrefixChange& change) {
  std::map<std::size_t, Generation> generations;
  const std::size_t number = installed.history.revisions.size();
  if (number > 0 && !find_generation(installed.prefix, number - 1)) {
    generations.emplace(number - 1, generation_of(installed));
  }
  const Transaction& transaction = change.transaction;
  Generation after;
  after.requested_specs = transaction.requested_specs;
  after.channels =
      transaction.channels.empty() ? installed.history.channels() : transaction.channels;
  after.variables = transaction.variables;
  for (const PrefixRecord* record : staying) {
    after.packages.push_back({record->repodata, record->requested_specs});
  }
  for (const PlannedPackage& package : transaction.packages) {
    after.packages.push_back({package.package.record, package.package.requested_specs});
  }
  std::sort(after.packages.begin(), after.packages.end(), [](const auto& a, const auto& b) {
    return a.record.package.name < b.record.package.name;
  });
  generations.emplace(number, std::move(after));
  return generations;
}

} // namespace etalon
