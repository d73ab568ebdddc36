#include "installed_packages.hpp"

#include <etalon/app/dependency_graph.hpp>

#include <catch2/catch.hpp>

using namespace etalon;
using test::environment;
using test::installed;

namespace {

const DependencyNode& node(const DependencyGraph& graph, const std::string& name) {
  return graph.packages.at(graph.find(name).value());
}

// "numpy: numpy >=1.20" of each edge.
std::vector<std::string> edges(const DependencyGraph& graph,
                               const std::vector<DependencyEdge>& list) {
  std::vector<std::string> texts;
  for (const auto& edge : list) {
    texts.push_back(graph.packages[edge.package].name + ": " + edge.spec);
  }
  return texts;
}

std::vector<std::string> root_names(const DependencyGraph& graph) {
  std::vector<std::string> names;
  for (const auto root : graph.roots()) {
    names.push_back(graph.packages[root].name);
  }
  return names;
}

} // namespace

TEST_CASE("edges go both ways and keep the spec", "[app][dependency-graph]") {
  const auto graph =
      build_dependency_graph(environment({installed("app", "1", {"library >=2", "zlib"}),
                                          installed("library", "2.1"),
                                          installed("zlib", "1.3")},
                                         {"app"}));
  CHECK(edges(graph, node(graph, "app").needs) ==
        std::vector<std::string>{"library: library >=2", "zlib: zlib"});
  CHECK(edges(graph, node(graph, "library").needed_by) ==
        std::vector<std::string>{"app: library >=2"});
  CHECK(node(graph, "app").requested_by == std::vector<std::string>{"app"});
  CHECK(node(graph, "library").title() == "library 2.1");
}

TEST_CASE("what is not installed is the machine's or missing", "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(
      environment({installed("app", "1", {"__cuda >=12", "lost 1.0.*"})}, {"app"}));
  CHECK(node(graph, "__cuda").kind == DependencyKind::virtual_package);
  CHECK(node(graph, "lost").kind == DependencyKind::missing);
  CHECK(node(graph, "lost").title() == "lost");
  CHECK(graph.find_near_names("losst").empty());
  CHECK(graph.find_near_names("ap") == std::vector<std::string>{"app"});
}

TEST_CASE("two specs for one name are one edge", "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(environment(
      {installed("app", "1", {"python >=3.8", "python <4"}), installed("python", "3.11")},
      {"app"}));
  CHECK(edges(graph, node(graph, "app").needs) ==
        std::vector<std::string>{"python: python >=3.8 and python <4"});
}

TEST_CASE("python needs pip where both are installed", "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(environment(
      {installed("python", "3.11"), installed("pip", "23", {"python >=3.7"})}, {"python"}));
  CHECK(edges(graph, node(graph, "python").needs) == std::vector<std::string>{"pip: pip"});
  const auto alone = build_dependency_graph(environment({installed("python", "3.11")}, {"python"}));
  CHECK(node(alone, "python").needs.empty());
}

TEST_CASE("a dependency that cannot be read hides no other", "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(environment(
      {installed("app", "1", {"=== nonsense", "library"}), installed("library", "2")}, {}));
  CHECK(edges(graph, node(graph, "app").needs) == std::vector<std::string>{"library: library"});
}

TEST_CASE("names are found whatever their case", "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(environment({installed("numpy", "1")}, {"NumPy>=1"}));
  CHECK(graph.find("NumPy") == graph.find("numpy"));
  CHECK_FALSE(graph.find("nump"));
  CHECK(node(graph, "numpy").requested_by == std::vector<std::string>{"NumPy>=1"});
}

TEST_CASE("trees begin at what was requested, then at what nobody needs, then in circles",
          "[app][dependency-graph]") {
  const auto graph = build_dependency_graph(environment({installed("app", "1", {"library"}),
                                                         installed("library", "1"),
                                                         installed("orphan", "1"),
                                                         installed("ring-a", "1", {"ring-b"}),
                                                         installed("ring-b", "1", {"ring-a"})},
                                                        {"app"}));
  CHECK(root_names(graph) == std::vector<std::string>{"app", "orphan", "ring-a"});
}

TEST_CASE("records keep what history does not say", "[app][dependency-graph]") {
  auto record = installed("app", "1");
  record.requested_specs = {"app >=1"};
  PrefixData data;
  data.records = {record};
  CHECK(requested_specs_of(data) == std::vector<std::string>{"app >=1"});
  CHECK(node(build_dependency_graph(data), "app").requested_by ==
        std::vector<std::string>{"app >=1"});
}
