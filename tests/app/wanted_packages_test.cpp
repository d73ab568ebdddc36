#include <app/wanted_packages.hpp>
#include <catch2/catch.hpp>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

SolvedPackage solved(const std::string& name, const Strings& depends, const Strings& asked = {}) {
  SolvedPackage package;
  package.record.package.name = name;
  package.record.package.depends = depends;
  package.required_by = asked;
  package.requested = !asked.empty();
  return package;
}

// app needs lib and tool, lib needs base; app and tool were asked for.
Solution answer() {
  return {{solved("base", {}),
           solved("lib", {"base", "Lib", "__glibc >=2.17"}),
           solved("tool", {}, {"tool >=1"}),
           solved("app", {"lib >=2", "tool"}, {"app"})}};
}

Strings names(const Solution& solution) {
  Strings result;
  for (const SolvedPackage& package : solution.packages) {
    result.push_back(package.record.package.name);
  }
  return result;
}

} // namespace

TEST_CASE("without dependencies only what was asked for is left", "[app][wanted]") {
  CHECK(names(keep_wanted(answer(), WantedPackages::all)).size() == 4);
  CHECK(names(keep_wanted(answer(), WantedPackages::requested_only)) == Strings{"tool", "app"});
}

TEST_CASE("of dependencies only, requested ones stay where another package needs them",
          "[app][wanted]") {
  const Solution kept = keep_wanted(answer(), WantedPackages::dependencies_only);
  CHECK(names(kept) == Strings{"base", "lib", "tool"});
  CHECK_FALSE(kept.packages[0].requested);
  CHECK(kept.packages[1].requested);
  CHECK(kept.packages[1].required_by == Strings{"lib >=2"});
  CHECK(kept.packages[2].required_by == Strings{"tool >=1"});

  EnvironmentRequest request;
  request.specs = {"app", "tool >=1"};
  CHECK(recorded_specs(request, kept.packages) == Strings{"app", "tool >=1"});
  request.wanted = WantedPackages::dependencies_only;
  CHECK(recorded_specs(request, kept.packages) == Strings{"lib >=2", "tool >=1"});
}

} // namespace etalon
