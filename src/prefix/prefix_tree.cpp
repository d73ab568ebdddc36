#include "prefix_tree.hpp"

#include <etalon/util/error.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace etalon {

PathKind PrefixTree::kind_of(std::string_view path) {
  const auto [found, is_new] = m_kinds.try_emplace(std::string(path), PathKind::absent);
  if (!is_new) {
    return found->second;
  }
  const std::string full = full_path(path);

  struct stat status {};

  if (::lstat(full.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) {
      throw system_error("read", full, errno);
    }
  } else {
    found->second = S_ISDIR(status.st_mode)   ? PathKind::directory
                    : S_ISLNK(status.st_mode) ? PathKind::symlink
                                              : PathKind::file;
  }
  return found->second;
}

bool PrefixTree::is_inside(std::string_view path) {
  for (std::string_view parent = parent_of(path); !parent.empty(); parent = parent_of(parent)) {
    if (kind_of(parent) == PathKind::symlink) {
      std::error_code failed;
      const auto prefix = std::filesystem::canonical(m_prefix, failed);
      const auto place = std::filesystem::canonical(full_path(parent), failed);
      return !failed && place.native().rfind(prefix.native() + "/", 0) == 0;
    }
  }
  return true;
}

const std::vector<std::string>& PrefixTree::names_in(std::string_view directory) {
  const auto [found, is_new] = m_names.try_emplace(std::string(directory));
  if (is_new) {
    std::error_code ignored; // an absent one has no names
    std::filesystem::directory_iterator at(full_path(directory), ignored);
    for (; at != std::filesystem::directory_iterator(); at.increment(ignored)) {
      found->second.push_back(at->path().filename().native());
    }
    std::sort(found->second.begin(), found->second.end());
  }
  return found->second;
}

std::string PrefixTree::full_path(std::string_view path) const {
  std::string full;
  full.reserve(m_prefix.size() + 1 + path.size());
  return full.append(m_prefix).append(1, '/').append(path);
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

} // namespace etalon
