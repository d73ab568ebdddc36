#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace etalon {

enum class PathKind { absent, file, symlink, directory };

// What stands in a prefix, looked at once for each path that is asked about.
class PrefixTree {
public:
  explicit PrefixTree(std::string prefix) : m_prefix(std::move(prefix)) {}

  [[nodiscard]] PathKind kind_of(std::string_view path);
  // Whether what is done at `path` happens in the prefix, whatever symbolic links are on the way.
  [[nodiscard]] bool is_inside(std::string_view path);
  // Names in a directory; none where it is absent.
  [[nodiscard]] const std::vector<std::string>& names_in(std::string_view directory);
  [[nodiscard]] std::string full_path(std::string_view path) const;

private:
  std::string m_prefix;
  std::unordered_map<std::string, PathKind> m_kinds;
  std::unordered_map<std::string, std::vector<std::string>> m_names;
};

// "a/b" of "a/b/c", empty for a path without '/'.
std::string_view parent_of(std::string_view path);

} // namespace etalon
