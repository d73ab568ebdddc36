#include <app/spec_variants.hpp>
#include <catch2/catch.hpp>

namespace etalon {

namespace {

using Strings = std::vector<std::string>;

Strings relaxed(const std::string& spec) {
  Strings texts;
  for (const auto& each : relaxed_specs(MatchSpec::parse(spec))) {
    texts.push_back(each.text);
  }
  return texts;
}

// `spec` with any version, once `version` was found for it.
std::string narrowed(const std::string& spec, const std::string& version) {
  const auto written = MatchSpec::parse(spec);
  RepoDataRecord found;
  found.package.name = "numpy";
  found.package.version = Version::parse(version);
  found.package.build = "py311h0_0";
  const std::string name = written.channel.empty() ? "numpy" : written.channel + "::numpy";
  return narrow_spec({name, true}, written, found);
}

} // namespace

TEST_CASE("a spec is relaxed by the least change first", "[app][hints]") {
  CHECK(relaxed("numpy") == Strings{});
  CHECK(relaxed("numpy=1.26") == Strings{"numpy"});
  CHECK(relaxed("numpy>=2,<3") == Strings{"numpy"});
  CHECK(relaxed("numpy==1.26.4") == Strings{"numpy=1.26.4", "numpy"});
  CHECK(relaxed("numpy=1.26=py311*") ==
        Strings{"numpy=1.26.*=py311*", "numpy=1.26", "numpy=*=py311*", "numpy"});
  CHECK(relaxed("numpy=1.26.*=py311*") == Strings{"numpy=1.26", "numpy=*=py311*", "numpy"});
  CHECK(relaxed("numpy=*=py311*") == Strings{"numpy"});
  CHECK(relaxed("conda-forge::numpy=1.26") == Strings{"conda-forge::numpy", "numpy=1.26"});
  CHECK(relaxed("conda-forge::numpy") == Strings{"numpy"});
}

TEST_CASE("a relaxed spec is as precise as the one that was written", "[app][hints]") {
  CHECK(narrowed("numpy=1.26", "2.2.6") == "numpy=2.2");
  CHECK(narrowed("numpy=1.26.4", "2.2.6") == "numpy=2.2.6");
  CHECK(narrowed("numpy=1", "2.2.6") == "numpy=2");
  CHECK(narrowed("numpy>=1.20,<1.24.1", "2.2.6") == "numpy=2.2.6");
  CHECK(narrowed("numpy=1.26", "2") == "numpy=2");
  CHECK(narrowed("pip::numpy=1.26", "2.2.6") == "pip::numpy=2.2");
}

TEST_CASE("a relaxed spec may keep its build", "[app][hints]") {
  const auto written = MatchSpec::parse("numpy=1.26.*=py311*");
  RepoDataRecord found;
  found.package.name = "numpy";
  found.package.version = Version::parse("2.2.6");
  found.package.build = "py311h0_0";
  CHECK(narrow_spec({"numpy=*=py311*", true}, written, found) == "numpy=2.2.*=py311*");
}

TEST_CASE("a build is added to a spec", "[app][hints]") {
  const auto with_build = [](const std::string& spec) {
    return spec_with_build(MatchSpec::parse(spec), "cpu*");
  };
  CHECK(with_build("pytorch") == "pytorch=*=cpu*");
  CHECK(with_build("pytorch=2.5") == "pytorch=2.5.*=cpu*");
  CHECK(with_build("pytorch>=2,<3") == "pytorch[version='>=2,<3',build='cpu*']");
  CHECK(with_build("pytorch=2.5.*=cuda*") == "pytorch=2.5.*=cpu*");
}

} // namespace etalon
