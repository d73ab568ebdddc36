#include <etalon/model/environment_manifest.hpp>

#include <catch2/catch.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

Strings texts_of(const std::vector<ManifestSpec>& specs) {
  Strings texts;
  for (const ManifestSpec& spec : specs) {
    texts.push_back(spec.text);
  }
  return texts;
}

} // namespace

TEST_CASE("manifests merge as in conda", "[model][manifest]") {
  const auto first = EnvironmentManifest::parse("channels: [pytorch, conda-forge]\n"
                                                "dependencies: [python=3.11, {pip: [a, -e .]}]\n"
                                                "variables: {A: 1, B: 2}\n"
                                                "platforms: [linux-64]\ncategory: dev\n",
                                                "one/environment.yml");
  const auto second = EnvironmentManifest::parse("name: second\nprefix: /p\n"
                                                 "channels: [conda-forge, nvidia]\n"
                                                 "dependencies: [numpy, python=3.11, "
                                                 "{pip: [b, a, -e .]}]\n"
                                                 "variables: {B: 3, C: 4}\n"
                                                 "platforms: [osx-64, linux-64]\ncategory: dev\n",
                                                 "two/environment.yml");
  const auto third = EnvironmentManifest::parse("name: third\nprefix: /q\n", "three.yml");
  const auto both = EnvironmentManifest::merge({first, second});
  CHECK(both.name == "second");
  CHECK(both.prefix == "/p");
  CHECK(both.channels == Strings{"pytorch", "conda-forge", "nvidia"});
  CHECK(texts_of(both.dependencies) == Strings{"python=3.11", "numpy"});
  CHECK(texts_of(both.pip) == Strings{"a", "-e .", "b", "-e ."});
  CHECK(both.pip[1].file == "one/environment.yml");
  CHECK(both.pip[3].file == "two/environment.yml");
  CHECK(both.variables == std::map<std::string, std::string>{{"A", "1"}, {"B", "3"}, {"C", "4"}});
  CHECK(both.platforms == Strings{"linux-64", "osx-64"});
  CHECK(both.category == "dev");
  const auto all = EnvironmentManifest::merge({first, second, third});
  CHECK(all.name == "second");
  CHECK(all.prefix == "/p");
  CHECK(all.category.empty());
  CHECK(all.warnings == third.warnings);
}

TEST_CASE("specs keep the category of their manifest", "[model][manifest]") {
  const auto first =
      EnvironmentManifest::parse("dependencies: [python, numpy, {pip: [a, -e .]}]\n", "one/e.yml");
  const auto second = EnvironmentManifest::parse(
      "category: dev\ndependencies: [numpy, pytest, {pip: [a, -e .]}]\n", "two/e.yml");
  const auto both = EnvironmentManifest::merge({first, second});
  CHECK(texts_of(both.dependencies) == Strings{"python", "numpy", "numpy", "pytest"});
  CHECK(both.dependencies[1].category == "main");
  CHECK(both.dependencies[2].category == "dev");
  CHECK(texts_of(both.pip) == Strings{"a", "-e .", "a", "-e ."});
  CHECK(both.pip[3].category == "dev");
  CHECK(texts_of(distinct_pip_lines(both.pip)) == Strings{"a", "-e .", "-e ."});
}

TEST_CASE("nothing and one manifest merge to themselves", "[model][manifest]") {
  CHECK(EnvironmentManifest::merge({}).to_yaml() == "dependencies: []\n");
  EnvironmentManifest one;
  one.name = "x";
  one.dependencies = {{"python", 3}};
  CHECK(EnvironmentManifest::merge({one}).to_yaml() == one.to_yaml());
}
