#include <etalon/app/link_order.hpp>
#include <etalon/model/match_spec.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

namespace etalon {

namespace {

// The name that a spec is about. Nearly all begin with it, in lower case, and a blank behind it.
std::string name_in(std::string_view spec) {
  const std::string_view name = spec.substr(0, spec.find(' '));
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  return is_plain && !name.empty() ? std::string(name) : MatchSpec::parse(spec).name.to_string();
}

// Depth-first, dependencies first; a package met again on the way to itself is a cycle and is left
// to whoever came first.
class DependencyWalk {
public:
  explicit DependencyWalk(const std::vector<const PackageRecord*>& packages)
      : m_packages(packages), m_visited(packages.size(), false) {
    for (std::size_t i = 0; i < packages.size(); ++i) {
      m_by_name.emplace(packages[i]->name, i);
    }
  }

  std::vector<std::size_t> order() {
    for (const auto& [name, index] : m_by_name) {
      visit(index);
    }
    return std::move(m_order);
  }

private:
  void visit(std::size_t index) {
    if (m_visited[index]) {
      return;
    }
    m_visited[index] = true;
    for (const auto& name : dependency_names(*m_packages[index])) {
      const auto found = m_by_name.find(name);
      if (found != m_by_name.end()) {
        visit(found->second);
      }
    }
    m_order.push_back(index);
  }

  static std::vector<std::string> dependency_names(const PackageRecord& package) {
    std::vector<std::string> names;
    for (const auto& dependency : package.depends) {
      names.push_back(name_in(dependency));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const std::vector<const PackageRecord*>& m_packages;
  std::map<std::string, std::size_t> m_by_name;
  std::vector<bool> m_visited;
  std::vector<std::size_t> m_order;
};

} // namespace

std::vector<std::size_t> link_order(const std::vector<const PackageRecord*>& packages) {
  return DependencyWalk(packages).order();
}

} // namespace etalon
