#include <etalon/app/compare_environments.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

using PackagesByName = std::map<std::string, const SnapshotPackage*>;

PackagesByName by_name(const std::vector<SnapshotPackage>& packages) {
  PackagesByName sorted;
  for (const auto& package : packages) {
    sorted[package.name] = &package;
  }
  return sorted;
}

bool differ(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

bool hashes_differ(const SnapshotPackage& a, const SnapshotPackage& b) {
  if (!a.sha256.empty() && !b.sha256.empty()) {
    return a.sha256 != b.sha256;
  }
  return differ(a.md5, b.md5) || differ(a.record_hash, b.record_hash);
}

std::vector<DifferenceKind> kinds_of(const SnapshotPackage& a, const SnapshotPackage& b) {
  std::vector<DifferenceKind> kinds;
  const auto add = [&](DifferenceKind kind, bool differs) {
    if (differs) {
      kinds.push_back(kind);
    }
  };
  add(DifferenceKind::version, differ(a.version, b.version));
  // The same build string of another subdir is another build.
  add(DifferenceKind::build, differ(a.build, b.build) || differ(a.subdir, b.subdir));
  add(DifferenceKind::channel, differ(a.channel, b.channel));
  // Of another version or build the hash differs as a matter of course.
  add(DifferenceKind::hash, kinds.empty() && hashes_differ(a, b));
  return kinds;
}

// Which names of one manager differ, and how much of that could not be told.
class PackageComparison {
public:
  PackageComparison(PackageManager manager, EnvironmentDifference& result)
      : m_manager(manager), m_result(result) {}

  void compare(const PackagesByName& a, const PackagesByName& b) {
    for (const auto& [name, package] : a) {
      const auto other = b.find(name);
      count(name, 1, 0);
      if (other == b.end()) {
        add(package, nullptr, {DifferenceKind::removed});
      } else {
        compare_pair(*package, *other->second);
      }
    }
    for (const auto& [name, package] : b) {
      count(name, 0, 1);
      if (a.count(name) == 0) {
        add(nullptr, package, {DifferenceKind::added});
      }
    }
  }

  // Packages that are there on both sides, equal as far as was told, without version or build on
  // one side.
  [[nodiscard]] std::size_t untold() const { return m_untold; }

private:
  void compare_pair(const SnapshotPackage& a, const SnapshotPackage& b) {
    auto kinds = kinds_of(a, b);
    if (!kinds.empty()) {
      add(&a, &b, std::move(kinds));
      return;
    }
    const bool conda = m_manager == PackageManager::conda;
    const bool incomplete =
        a.version.empty() || b.version.empty() || (conda && (a.build.empty() || b.build.empty()));
    m_untold += incomplete ? 1 : 0;
  }

  LayerSummary& summary_of(PackageLayer layer) {
    return *std::find_if(m_result.layers.begin(), m_result.layers.end(), [&](const auto& each) {
      return each.layer == layer;
    });
  }

  void count(const std::string& name, std::size_t in_a, std::size_t in_b) {
    auto& summary = summary_of(package_layer(name));
    summary.packages_a += in_a;
    summary.packages_b += in_b;
  }

  void add(const SnapshotPackage* a, const SnapshotPackage* b, std::vector<DifferenceKind> kinds) {
    PackageDifference difference;
    difference.manager = m_manager;
    if (a != nullptr) {
      difference.a = *a;
    }
    if (b != nullptr) {
      difference.b = *b;
    }
    difference.layer = package_layer(difference.name());
    auto& summary = summary_of(difference.layer);
    ++summary.differing;
    for (const auto kind : kinds) {
      ++summary.kinds[kind];
    }
    difference.kinds = std::move(kinds);
    m_result.packages.push_back(std::move(difference));
  }

  PackageManager m_manager;
  EnvironmentDifference& m_result;
  std::size_t m_untold = 0;
};

std::string count_of(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void compare_conda_packages(const EnvironmentSnapshot& a,
                            const EnvironmentSnapshot& b,
                            EnvironmentDifference& result) {
  PackageComparison comparison(PackageManager::conda, result);
  comparison.compare(by_name(a.packages), by_name(b.packages));
  if (comparison.untold() > 0) {
    result.untold.push_back(fmt::format("the builds of {} are not told by both sides",
                                        count_of(comparison.untold(), "package")));
  }
}

void compare_pip_packages(const EnvironmentSnapshot& a,
                          const EnvironmentSnapshot& b,
                          EnvironmentDifference& result) {
  if (a.pip && b.pip) {
    PackageComparison comparison(PackageManager::pypi, result);
    comparison.compare(by_name(*a.pip), by_name(*b.pip));
    if (comparison.untold() > 0) {
      result.untold.push_back(fmt::format("the versions of {} are not told by both sides",
                                          count_of(comparison.untold(), "pip package")));
    }
    return;
  }
  const auto& telling = a.pip ? a : b;
  const auto& silent = a.pip ? b : a;
  if (telling.pip && !telling.pip->empty()) {
    result.untold.push_back(fmt::format("`{}` holds {}; `{}` ({}) cannot tell of any",
                                        telling.label,
                                        count_of(telling.pip->size(), "pip package"),
                                        silent.label,
                                        title_of(silent.form)));
  }
}

void compare_variables(const EnvironmentSnapshot& a,
                       const EnvironmentSnapshot& b,
                       EnvironmentDifference& result) {
  if (a.variables && b.variables) {
    std::map<std::string, VariableDifference> all;
    for (const auto& [name, value] : *a.variables) {
      all[name].a = value;
    }
    for (const auto& [name, value] : *b.variables) {
      all[name].b = value;
    }
    for (auto& [name, difference] : all) {
      if (difference.a != difference.b) {
        difference.name = name;
        result.variables.push_back(std::move(difference));
      }
    }
    return;
  }
  const auto& telling = a.variables ? a : b;
  const auto& silent = a.variables ? b : a;
  if (telling.variables && !telling.variables->empty()) {
    result.untold.push_back(fmt::format("`{}` sets {}; `{}` ({}) cannot tell of any",
                                        telling.label,
                                        count_of(telling.variables->size(), "variable"),
                                        silent.label,
                                        title_of(silent.form)));
  }
}

} // namespace

std::string_view to_string(DifferenceKind kind) {
  switch (kind) {
  case DifferenceKind::added:
    return "added";
  case DifferenceKind::removed:
    return "removed";
  case DifferenceKind::version:
    return "version";
  case DifferenceKind::build:
    return "build";
  case DifferenceKind::channel:
    return "channel";
  case DifferenceKind::hash:
    return "hash";
  }
  return "hash";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
  case Verdict::equal:
    return "equal";
  case Verdict::different:
    return "different";
  case Verdict::undecided:
    return "undecided";
  }
  return "undecided";
}

Verdict EnvironmentDifference::verdict() const {
  if (platforms_differ || !packages.empty() || !variables.empty()) {
    return Verdict::different;
  }
  return untold.empty() ? Verdict::equal : Verdict::undecided;
}

EnvironmentDifference compare_environments(const EnvironmentSnapshot& a,
                                           const EnvironmentSnapshot& b) {
  EnvironmentDifference result;
  for (const auto layer : k_package_layers) {
    result.layers.push_back({layer, 0, 0, 0, {}});
  }
  result.platforms_differ = differ(a.platform, b.platform);
  compare_conda_packages(a, b, result);
  compare_pip_packages(a, b, result);
  compare_variables(a, b, result);
  std::stable_sort(
      result.packages.begin(), result.packages.end(), [](const auto& x, const auto& y) {
        return x.layer != y.layer ? x.layer < y.layer : x.name() < y.name();
      });
  if (!a.environment_id.empty() && !b.environment_id.empty()) {
    result.same_id = a.environment_id == b.environment_id;
  }
  return result;
}

} // namespace etalon
