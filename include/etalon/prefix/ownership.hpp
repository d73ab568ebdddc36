#pragma once

#include <etalon/prefix/prefix_data.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

namespace etalon {

// Which package brought a file.
class PathOwners {
public:
  explicit PathOwners(const PrefixData& data);

  // The dist name (name-version-build) of the package that owns `path`: absolute, or relative to
  // the prefix. Symbolic links in the prefix's own path are seen through; nullopt outside the
  // prefix and for files that no package owns.
  [[nodiscard]] std::optional<std::string> find(const std::filesystem::path& path) const;

  // Whether `path` lies in the prefix, owned or not.
  [[nodiscard]] bool is_inside(const std::filesystem::path& path) const;

private:
  [[nodiscard]] std::optional<std::string> relative(const std::filesystem::path& path) const;

  std::filesystem::path m_prefix;
  std::filesystem::path m_real_prefix;
  std::unordered_map<std::string, std::string> m_owners;
};

} // namespace etalon
