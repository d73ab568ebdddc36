#include "clobbered_paths.hpp"

#include "prefix_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace etalon {
namespace {

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.substr(0, directory.size()) == directory &&
         path[directory.size()] == '/';
}

} // namespace

std::string clobbered_path(std::string_view dist_name, std::string_view path) {
  return fmt::format("{}/{}/{}", k_clobbered_directory, dist_name, path);
}

bool is_clobbered(std::string_view path) {
  return is_below(path, k_clobbered_directory);
}

std::string_view wanted_path(std::string_view path) {
  if (!is_clobbered(path)) {
    return path;
  }
  const std::string_view rest = path.substr(std::string_view(k_clobbered_directory).size() + 1);
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? path : rest.substr(slash + 1);
}

bool matters_who_wins(const PathEntry& a, const PathEntry& b) {
  const bool is_byte_code = a.type == PathType::pyc_file || b.type == PathType::pyc_file;
  const bool is_same = !a.sha256.empty() && a.sha256 == b.sha256 && a.type == b.type &&
                       a.prefix_placeholder == b.prefix_placeholder;
  return !is_byte_code && !is_same;
}

PathClaims claims_of(const PlannedPackage& package) {
  PathClaims claims;
  claims.package = package.package.record.package.dist_name();
  for (const PlannedPath& planned : package.paths) {
    auto& list = planned.action == PathAction::make_directory ? claims.directories : claims.files;
    list.push_back(planned.entry.path);
  }
  return claims;
}

void move_clobbered(PlannedPackage& package, std::size_t index, const ContestedPaths& contested) {
  const auto is_lost = [&](const std::string& path) {
    const auto found = contested.find(path);
    return found != contested.end() && found->second.front() != index &&
           std::find(found->second.begin(), found->second.end(), index) != found->second.end();
  };
  std::unordered_set<std::string> lost;
  for (const PlannedPath& planned : package.paths) {
    if (planned.action != PathAction::make_directory && is_lost(planned.entry.path)) {
      lost.insert(planned.entry.path);
    }
  }
  if (lost.empty()) {
    return;
  }
  auto& paths = package.paths;
  std::erase_if(paths, [&](const PlannedPath& planned) {
    return planned.action == PathAction::byte_compile &&
           (lost.count(planned.entry.path) > 0 || lost.count(planned.source) > 0);
  });
  const std::string dist_name = package.package.record.package.dist_name();
  for (PlannedPath& planned : paths) {
    if (lost.count(planned.entry.path) > 0) {
      planned.entry.path = clobbered_path(dist_name, planned.entry.path);
    }
  }
  std::sort(paths.begin(), paths.end(), [](const PlannedPath& a, const PlannedPath& b) {
    return a.entry.path < b.entry.path;
  });
}

} // namespace etalon
