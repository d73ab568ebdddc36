#include <etalon/app/explain_package.hpp>

#include <algorithm>
#include <deque>
#include <limits>

namespace etalon {

namespace {

constexpr auto k_unreached = std::numeric_limits<std::size_t>::max();

// How near each package is to the one in question, and over how many shortest ways.
struct Distances {
  std::vector<std::size_t> steps;
  std::vector<std::uint64_t> ways; // stays at the largest number where there are more
};

std::uint64_t add_bounded(std::uint64_t a, std::uint64_t b) {
  const auto most = std::numeric_limits<std::uint64_t>::max();
  return a > most - b ? most : a + b;
}

Distances measure(const DependencyGraph& graph, std::size_t target) {
  Distances distances{std::vector<std::size_t>(graph.packages.size(), k_unreached),
                      std::vector<std::uint64_t>(graph.packages.size(), 0)};
  distances.steps[target] = 0;
  distances.ways[target] = 1;
  std::deque<std::size_t> open = {target};
  while (!open.empty()) {
    const auto current = open.front();
    open.pop_front();
    for (const auto& edge : graph.packages[current].needed_by) {
      auto& steps = distances.steps[edge.package];
      if (steps == k_unreached) {
        steps = distances.steps[current] + 1;
        open.push_back(edge.package);
      }
      if (steps == distances.steps[current] + 1) {
        auto& ways = distances.ways[edge.package];
        ways = add_bounded(ways, distances.ways[current]);
      }
    }
  }
  return distances;
}

// The shortest chains from one package, in the order of names, until there are `limit` in all.
class ChainWalk {
public:
  ChainWalk(const DependencyGraph& graph, const Distances& distances, std::size_t limit)
      : m_graph(graph), m_distances(distances), m_limit(limit) {}

  void walk_from(std::size_t package) {
    if (m_distances.steps[package] == 0) {
      m_chains.push_back({m_links});
      return;
    }
    for (const auto& edge : m_graph.packages[package].needs) {
      const bool nearer = m_distances.steps[edge.package] != k_unreached &&
                          m_distances.steps[edge.package] + 1 == m_distances.steps[package];
      if (!nearer || m_chains.size() >= m_limit) {
        continue;
      }
      m_links.push_back({package, edge.spec});
      walk_from(edge.package);
      m_links.pop_back();
    }
  }

  [[nodiscard]] std::vector<DependencyChain> take_chains() { return std::move(m_chains); }

private:
  const DependencyGraph& m_graph;
  const Distances& m_distances;
  std::size_t m_limit;
  std::vector<DependencyChain::Link> m_links;
  std::vector<DependencyChain> m_chains;
};

} // namespace

PackageReasons
explain_package(const DependencyGraph& graph, std::size_t package, std::size_t limit) {
  const auto distances = measure(graph, package);
  std::vector<std::size_t> askers;
  for (std::size_t i = 0; i < graph.packages.size(); ++i) {
    const bool leads_here = i != package && distances.steps[i] != k_unreached;
    if (leads_here && !graph.packages[i].requested_by.empty()) {
      askers.push_back(i);
    }
  }
  std::stable_sort(askers.begin(), askers.end(), [&](std::size_t a, std::size_t b) {
    return distances.steps[a] < distances.steps[b];
  });
  PackageReasons reasons;
  reasons.package = package;
  ChainWalk walk(graph, distances, limit);
  for (const auto asker : askers) {
    reasons.chain_count = add_bounded(reasons.chain_count, distances.ways[asker]);
    walk.walk_from(asker);
  }
  reasons.chains = walk.take_chains();
  return reasons;
}

} // namespace etalon
