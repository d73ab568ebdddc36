#include "path_conflicts.hpp"

#include "error_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace etalon {
namespace {

using Owners = std::unordered_map<std::string_view, std::size_t>;
// The causes for each pair of packages, as indexes in ascending order.
using Conflicts = std::map<std::pair<std::size_t, std::size_t>, std::vector<std::string>>;

constexpr std::size_t k_causes_shown = 5;

class ConflictFinder {
public:
  explicit ConflictFinder(const std::vector<PlannedPackage>& packages) : m_packages(packages) {}

  Conflicts run() {
    for (std::size_t i = 0; i < m_packages.size(); ++i) {
      for (const PlannedPath& planned : m_packages[i].paths) {
        add(planned, i);
      }
    }
    for (const auto& [path, owner] : m_files) {
      const auto directory = m_directories.find(path);
      if (directory != m_directories.end()) {
        add_conflict(
            owner,
            directory->second,
            owner == directory->second
                ? fmt::format("`{}` is both a file and a directory in it", path)
                : fmt::format("`{}` is a file in the one and a directory in the other", path));
      }
    }
    return std::move(m_conflicts);
  }

private:
  void add(const PlannedPath& planned, std::size_t owner) {
    const std::string_view path = planned.entry.path;
    add_parents(path, owner);
    if (planned.action == PathAction::make_directory) {
      m_directories.emplace(path, owner);
      return;
    }
    const auto [found, is_new] = m_files.emplace(path, owner);
    if (!is_new) {
      add_conflict(found->second,
                   owner,
                   owner == found->second ? fmt::format("it brings `{}` twice", path)
                                          : fmt::format("both bring `{}`", path));
    }
  }

  void add_parents(std::string_view path, std::size_t owner) {
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos;
         slash = path.rfind('/')) {
      path = path.substr(0, slash);
      if (!m_directories.emplace(path, owner).second) {
        return; // and so its parents
      }
    }
  }

  void add_conflict(std::size_t a, std::size_t b, std::string cause) {
    m_conflicts[std::minmax(a, b)].push_back(std::move(cause));
  }

  const std::vector<PlannedPackage>& m_packages;
  Owners m_files;
  Owners m_directories;
  Conflicts m_conflicts;
};

} // namespace

void refuse_conflicts(const std::vector<PlannedPackage>& packages) {
  Conflicts conflicts = ConflictFinder(packages).run();
  if (conflicts.empty()) {
    return;
  }
  auto& [pair, causes] = *conflicts.begin();
  std::sort(causes.begin(), causes.end());
  const auto name = [&packages](std::size_t i) {
    return packages[i].package.record.package.dist_name();
  };
  throw error_with_causes(
      ErrorKind::refused,
      pair.first == pair.second
          ? fmt::format("cannot install `{}`", name(pair.first))
          : fmt::format("cannot install `{}` beside `{}`", name(pair.first), name(pair.second)),
      std::move(causes),
      k_causes_shown);
}

} // namespace etalon
