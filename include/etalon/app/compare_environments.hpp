#pragma once

#include <etalon/app/environment_snapshot.hpp>
#include <etalon/app/list_packages.hpp>
#include <etalon/model/package_layer.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

enum class DifferenceKind { added, removed, version, build, channel, hash };

constexpr std::array<DifferenceKind, 6> k_difference_kinds = {DifferenceKind::added,
                                                              DifferenceKind::removed,
                                                              DifferenceKind::version,
                                                              DifferenceKind::build,
                                                              DifferenceKind::channel,
                                                              DifferenceKind::hash};

// "added", "removed", "version", "build", "channel", "hash"
std::string_view to_string(DifferenceKind kind);

struct PackageDifference {
  PackageManager manager = PackageManager::conda;
  PackageLayer layer = PackageLayer::other;
  std::vector<DifferenceKind> kinds; // at least one
  std::optional<SnapshotPackage> a;
  std::optional<SnapshotPackage> b;

  [[nodiscard]] const std::string& name() const { return a ? a->name : b->name; }
};

struct VariableDifference {
  std::string name;
  std::optional<std::string> a;
  std::optional<std::string> b;
};

struct LayerSummary {
  PackageLayer layer = PackageLayer::other;
  std::size_t packages_a = 0;
  std::size_t packages_b = 0;
  std::size_t differing = 0;                   // packages with any difference
  std::map<DifferenceKind, std::size_t> kinds; // a package counts for each that it has
};

enum class Verdict {
  equal,
  different,
  undecided, // what both sides tell is equal, but one does not tell all
};

// "equal", "different", "undecided"
std::string_view to_string(Verdict verdict);

// What is to be done to `a` to get `b`.
struct EnvironmentDifference {
  bool platforms_differ = false;
  std::vector<PackageDifference> packages; // by layer, then name
  std::vector<VariableDifference> variables;
  std::vector<LayerSummary> layers; // all, in their order
  std::vector<std::string> untold;  // why equal could not be said: a sentence each
  std::optional<bool> same_id;      // where both have an environment id

  [[nodiscard]] Verdict verdict() const;
};

// Only what both sides tell is compared. A missing hash or channel leaves nothing open where
// version and build are told, a missing version or build does, and so do pip packages and variables
// that the other side's form cannot say.
EnvironmentDifference compare_environments(const EnvironmentSnapshot& a,
                                           const EnvironmentSnapshot& b);

} // namespace etalon
