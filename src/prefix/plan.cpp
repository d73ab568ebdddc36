#include "clobbered_paths.hpp"
#include "plan_packages.hpp"
#include "prefix_path.hpp"

#include <etalon/prefix/transaction.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace etalon {
namespace {

const PlannedPath& get_path(const PlannedPackage& package, std::string_view path) {
  const auto found =
      std::find_if(package.paths.begin(), package.paths.end(), [path](const PlannedPath& planned) {
        return planned.entry.path == path;
      });
  return *found;
}

// Those of which it matters who wins.
std::vector<ContestedPath> describe_contested(const std::vector<PlannedPackage>& packages,
                                              const ContestedPaths& contested) {
  std::vector<ContestedPath> described;
  for (const auto& [path, owners] : contested) {
    const PlannedPackage& winner = packages[owners.front()];
    for (std::size_t i = 1; i < owners.size(); ++i) {
      const PlannedPackage& loser = packages[owners[i]];
      if (matters_who_wins(get_path(winner, path).entry, get_path(loser, path).entry)) {
        described.push_back({std::string(path),
                             winner.package.record.package.dist_name(),
                             loser.package.record.package.dist_name()});
      }
    }
  }
  return described;
}

void settle_contested(Transaction& transaction) {
  std::vector<PathClaims> claims;
  for (const PlannedPackage& package : transaction.packages) {
    claims.push_back(claims_of(package));
  }
  const ContestedPaths contested = find_contested_paths(claims);
  transaction.contested = describe_contested(transaction.packages, contested);
  for (std::size_t i = 0; i < transaction.packages.size(); ++i) {
    move_clobbered(transaction.packages[i], i, contested);
  }
}

} // namespace

Transaction plan_transaction(const PrefixData& installed,
                             const std::filesystem::path& prefix,
                             std::vector<PackageToLink> wanted,
                             const PlanOptions& options) {
  Transaction transaction;
  transaction.prefix = checked_prefix(prefix);
  refuse_unless_free(transaction.prefix);
  if (!installed.records.empty()) {
    throw Error(ErrorKind::refused,
                fmt::format("`{}` has packages already", transaction.prefix.native()));
  }
  refuse_duplicates(wanted);
  refuse_reserved_variables(options.variables);
  transaction.requested_specs = options.requested_specs;
  transaction.channels = options.channels;
  transaction.variables = options.variables;
  transaction.python = find_python(wanted);

  PlanFacts facts;
  facts.prefix = transaction.prefix.native();
  facts.python = transaction.python ? &*transaction.python : nullptr;
  facts.byte_compile = options.byte_compile;
  transaction.packages = plan_packages(std::move(wanted), facts);
  settle_contested(transaction);
  return transaction;
}

} // namespace etalon
