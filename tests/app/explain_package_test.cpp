#include "installed_packages.hpp"

#include <etalon/app/explain_package.hpp>

#include <catch2/catch.hpp>

using namespace etalon;
using test::environment;
using test::installed;

namespace {

// "app -[library]> library -[zlib >=1]>" of each chain.
std::vector<std::string> chains(const DependencyGraph& graph, const PackageReasons& reasons) {
  std::vector<std::string> texts;
  for (const auto& chain : reasons.chains) {
    std::string text;
    for (const auto& link : chain.links) {
      text +=
          (text.empty() ? "" : " ") + graph.packages[link.package].name + " -[" + link.needs + "]>";
    }
    texts.push_back(text);
  }
  return texts;
}

} // namespace

TEST_CASE("each requested package is asked for its shortest chains", "[app][explain]") {
  const auto graph =
      build_dependency_graph(environment({installed("app", "1", {"library", "tool"}),
                                          installed("library", "1", {"zlib >=1"}),
                                          installed("tool", "1", {"zlib", "library"}),
                                          installed("direct", "1", {"zlib 1.3"}),
                                          installed("zlib", "1.3"),
                                          installed("unrelated", "1")},
                                         {"app", "direct", "unrelated"}));
  const auto reasons = explain_package(graph, graph.find("zlib").value(), 10);
  CHECK(chains(graph, reasons) == std::vector<std::string>{"direct -[zlib 1.3]>",
                                                           "app -[library]> library -[zlib >=1]>",
                                                           "app -[tool]> tool -[zlib]>"});
  CHECK(reasons.chain_count == 3);
}

TEST_CASE("what was requested itself has no chain to itself", "[app][explain]") {
  const auto graph = build_dependency_graph(
      environment({installed("a", "1", {"b"}), installed("b", "1", {"a"})}, {"a"}));
  CHECK(explain_package(graph, graph.find("a").value(), 10).chains.empty());
  CHECK(explain_package(graph, graph.find("b").value(), 10).chain_count == 1);
}

TEST_CASE("more chains than anybody reads are counted, not listed", "[app][explain]") {
  // Forty layers of two: 2^40 shortest chains.
  std::vector<PrefixRecord> records = {installed("target", "1"),
                                       installed("top", "1", {"a-39", "b-39"})};
  for (int layer = 0; layer < 40; ++layer) {
    const auto below = std::to_string(layer - 1);
    const std::vector<std::string> depends =
        layer == 0 ? std::vector<std::string>{"target"}
                   : std::vector<std::string>{"a-" + below, "b-" + below};
    records.push_back(installed("a-" + std::to_string(layer), "1", depends));
    records.push_back(installed("b-" + std::to_string(layer), "1", depends));
  }
  const auto graph = build_dependency_graph(environment(std::move(records), {"top"}));
  const auto reasons = explain_package(graph, graph.find("target").value(), 3);
  CHECK(reasons.chains.size() == 3);
  CHECK(reasons.chains.front().links.size() == 41);
  CHECK(reasons.chain_count == (1ULL << 40U));
}
