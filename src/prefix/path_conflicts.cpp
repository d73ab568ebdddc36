#include "path_conflicts.hpp"

#include "error_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
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
  explicit ConflictFinder(const std::vector<PathClaims>& claims) : m_claims(claims) {}

  ContestedPaths run() {
    for (std::size_t i = 0; i < m_claims.size(); ++i) {
      for (const std::string_view directory : m_claims[i].directories) {
        m_directories.emplace(directory, i);
        add_parents(directory, i);
      }
      for (const std::string_view file : m_claims[i].files) {
        add_file(file, i);
        add_parents(file, i);
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
    throw_conflicts();
    return std::move(m_contested);
  }

private:
  void add_file(std::string_view path, std::size_t owner) {
    const auto [found, is_new] = m_files.emplace(path, owner);
    if (is_new) {
      return;
    }
    std::vector<std::size_t>& owners = m_contested[std::string(path)];
    if (owners.empty()) {
      owners.push_back(found->second);
    }
    if (owners.back() == owner) {
      add_conflict(owner, owner, fmt::format("it brings `{}` twice", path));
    }
    owners.push_back(owner);
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

  void throw_conflicts() {
    if (m_conflicts.empty()) {
      return;
    }
    auto& [pair, causes] = *m_conflicts.begin();
    std::sort(causes.begin(), causes.end());
    const std::string& first = m_claims[pair.first].package;
    const std::string& second = m_claims[pair.second].package;
    throw error_with_causes(ErrorKind::refused,
                            pair.first == pair.second
                                ? fmt::format("cannot install `{}`", first)
                                : fmt::format("cannot install `{}` beside `{}`", first, second),
                            std::move(causes),
                            k_causes_shown);
  }

  const std::vector<PathClaims>& m_claims;
  Owners m_files;
  Owners m_directories;
  ContestedPaths m_contested;
  Conflicts m_conflicts;
};

} // namespace

ContestedPaths find_contested_paths(const std::vector<PathClaims>& claims) {
  return ConflictFinder(claims).run();
}

} // namespace etalon
