#include <etalon/prefix/ownership.hpp>

#include <algorithm>

namespace etalon {
namespace {

using std::filesystem::path;

// `inner` relative to `outer` without asking the file system; nullopt where it is not below it.
std::optional<std::string> below(const path& outer, const path& inner) {
  const auto [end, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  if (outer.empty() || end != outer.end()) {
    return std::nullopt;
  }
  path relative;
  for (auto part = rest; part != inner.end(); ++part) {
    relative /= *part;
  }
  return relative.native();
}

path without_last_slash(const path& directory) {
  const path normal = directory.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

} // namespace

PathOwners::PathOwners(const PrefixData& data) : m_prefix(without_last_slash(data.prefix)) {
  std::error_code failed;
  m_real_prefix = std::filesystem::canonical(m_prefix, failed);
  for (const PrefixRecord& record : data.records) {
    const std::string name = record.repodata.package.dist_name();
    for (const std::string& file : record.files) {
      m_owners.emplace(file, name);
    }
    for (const PathEntry& entry : record.paths) {
      m_owners.emplace(entry.path, name);
    }
  }
}

std::optional<std::string> PathOwners::relative(const path& file) const {
  const path normal = file.lexically_normal();
  if (!normal.is_absolute()) {
    return normal.native();
  }
  std::optional<std::string> found = below(m_prefix, normal);
  return found ? found : below(m_real_prefix, normal);
}

std::optional<std::string> PathOwners::find(const path& file) const {
  const std::optional<std::string> name = relative(file);
  if (!name) {
    return std::nullopt;
  }
  const auto found = m_owners.find(*name);
  return found == m_owners.end() ? std::nullopt : std::optional(found->second);
}

bool PathOwners::is_inside(const path& file) const {
  const std::optional<std::string> name = relative(file);
  return name && name->compare(0, 2, "..") != 0;
}

} // namespace etalon
