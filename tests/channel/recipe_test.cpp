#include <etalon/channel/recipe.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>
#include <vector>

namespace etalon {
namespace {

using Texts = std::vector<std::string>;

constexpr const char* k_package = "package: {name: demo, version: \"1.0\"}\n";

Error error_of(const std::string& yaml) {
  return thrown_error([&] { Recipe::parse(yaml, "recipe.yml"); });
}

void check_error(const std::string& yaml, const std::string& message, const Texts& hints = {}) {
  INFO(yaml);
  const Error error = error_of(yaml);
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == message);
  CHECK(error.hints() == hints);
}

} // namespace

TEST_CASE("A whole recipe is read", "[channel][recipe]") {
  const Recipe recipe = Recipe::parse(R"(
package:
  name: libtorch
  version: 1.10
build:
  number: 4
  string: debian_4
  track_features: [slow]
  timestamp: 1700000000000
  prefix_detection: {placeholder: /opt/placeholder}
  subdir: linux-aarch64
requirements:
  run: ["__glibc >=2.34", "libblas 3.* *_openblas"]
  run_constraints:
    - "blas * openblas"
about: {homepage: "https://pytorch.org", license: BSD-3-Clause, license_family: BSD,
        summary: Tensors, description: "Two\nlines"}
)",
                                      "recipe.yml");
  CHECK(recipe.name == "libtorch");
  CHECK(recipe.version.to_string() == "1.10");
  CHECK(recipe.build == "debian_4");
  CHECK(recipe.build_number == 4);
  CHECK(recipe.noarch == NoArch::none);
  CHECK(recipe.subdir == "linux-aarch64");
  CHECK(recipe.track_features == Texts{"slow"});
  CHECK(recipe.timestamp == 1700000000000);
  CHECK(recipe.placeholder == "/opt/placeholder");
  CHECK(recipe.depends == Texts{"__glibc >=2.34", "libblas 3.* *_openblas"});
  CHECK(recipe.constrains == Texts{"blas * openblas"});
  CHECK(recipe.about.homepage == "https://pytorch.org");
  CHECK(recipe.about.license == "BSD-3-Clause");
  CHECK(recipe.about.license_family == "BSD");
  CHECK(recipe.about.summary == "Tensors");
  CHECK(recipe.about.description == "Two\nlines");
  const PackageRecord record = recipe.to_record();
  CHECK(record.dist_name() == "libtorch-1.10-debian_4");
  CHECK(record.platform == "linux");
  CHECK(record.arch == "aarch64");
  CHECK(record.license == "BSD-3-Clause");
}

TEST_CASE("What a recipe does not say has its default", "[channel][recipe]") {
  const Recipe recipe = Recipe::parse(k_package, "recipe.yml");
  CHECK(recipe.build == "0");
  CHECK(recipe.build_number == 0);
  CHECK(recipe.subdir == "linux-64");
  CHECK(recipe.timestamp == 0);
  CHECK(recipe.placeholder.empty());
  CHECK(recipe.depends.empty());
  CHECK(recipe.to_record().arch == "x86_64");
  const Recipe numbered =
      Recipe::parse(std::string(k_package) + "build: {number: 7}\nabout:\n", "recipe.yml");
  CHECK(numbered.build == "7");
}

TEST_CASE("A noarch python recipe has entry points", "[channel][recipe]") {
  const Recipe recipe = Recipe::parse(std::string(k_package) + R"(
build:
  noarch: python
  python:
    entry_points: ["pip = pip._internal.cli.main:main", "pip3=pip:main"]
)",
                                      "recipe.yml");
  CHECK(recipe.noarch == NoArch::python);
  CHECK(recipe.subdir == "noarch");
  CHECK(recipe.entry_points == Texts{"pip = pip._internal.cli.main:main", "pip3=pip:main"});
  CHECK(recipe.to_record().platform.empty());
  const Recipe generic =
      Recipe::parse(std::string(k_package) + "build: {noarch: generic}\n", "recipe.yml");
  CHECK(generic.noarch == NoArch::generic);
  CHECK(generic.subdir == "noarch");
}

TEST_CASE("The package python may say where its packages go", "[channel][recipe]") {
  const Recipe recipe =
      Recipe::parse("package: {name: python, version: \"3.11\"}\n"
                    "build: {python: {site_packages_path: lib/python3/dist-packages}}\n",
                    "recipe.yml");
  CHECK(recipe.to_record().python_site_packages_path == "lib/python3/dist-packages");
}

TEST_CASE("Mistakes in the package's words are named with their place", "[channel][recipe]") {
  check_error("build: {number: 1}\n",
              "recipe.yml:1:1: the recipe has no `package.name`",
              {"write `package: {name: NAME, version: \"1.0\"}`"});
  check_error("package: {name: demo}\n",
              "recipe.yml:1:10: the recipe has no `package.version`",
              {"write `package: {name: NAME, version: \"1.0\"}`"});
  const Texts name_hint = {"a name has up to 64 lower-case letters, digits, `-`, `_` and `.`"};
  check_error("package: {name: Demo, version: \"1\"}\n",
              "recipe.yml:1:17: `Demo` is no package name",
              name_hint);
  check_error("package: {name: ../x, version: \"1\"}\n",
              "recipe.yml:1:17: `../x` is no package name",
              name_hint);
  check_error("package: {name: -x, version: \"1\"}\n",
              "recipe.yml:1:17: `-x` is no package name",
              name_hint);
  check_error("package: {name: demo, version: 1-2}\n",
              "recipe.yml:1:32: `1-2` cannot stand in a file name",
              {"a version has up to 64 characters and no `-`; write `_` or `.` instead"});
  const Error error = error_of("package: {name: demo, version: \"a b\"}\n");
  CHECK(error.message() == "recipe.yml:1:32: `a b` is no version");
  CHECK(error.causes().size() >= 1);
}

TEST_CASE("Mistakes in the build's words are named with their place", "[channel][recipe]") {
  const std::string start = k_package;
  check_error(start + "build: {number: x}\n",
              "recipe.yml:2:17: `build.number` must be a whole number, not `x`");
  check_error(start + "build: {number: -1}\n",
              "recipe.yml:2:17: `build.number` must be a whole number, not `-1`");
  check_error(start + "build: {string: a-b}\n",
              "recipe.yml:2:17: `a-b` is no build string",
              {"a build string has up to 64 letters, digits, `_`, `.` and `+`"});
  check_error(start + "build: {noarch: yes}\n",
              "recipe.yml:2:17: `build.noarch` must be `python` or `generic`, not `yes`");
  check_error(start + "build: {subdir: noarch}\n",
              "recipe.yml:2:17: the subdir `noarch` needs `build.noarch`",
              {"write `noarch: generic` or `noarch: python`"});
  CHECK(error_of(start + "build: {subdir: linux_65}\n").message() ==
        "recipe.yml:2:17: `linux_65` is no subdir");
  check_error(start + "build: {python: {entry_points: [\"a = b:c\"]}}\n",
              "recipe.yml:2:32: entry points need `build.noarch: python`");
  const Texts entry_hint = {"write `command = module:function`"};
  for (const std::string entry : {"pip",
                                  "a/b = m:f",
                                  ".. = m:f",
                                  "a = m",
                                  "a = m:f:g",
                                  "a = m:f()",
                                  "= m:f",
                                  "a = os;x:f",
                                  "a = :f"}) {
    check_error(start + "build: {noarch: python, python: {entry_points: [\"" + entry + "\"]}}\n",
                "recipe.yml:2:49: `" + entry + "` is no entry point",
                entry_hint);
  }
  check_error(start + "build: {python: {site_packages_path: lib}}\n",
              "recipe.yml:2:38: `build.python.site_packages_path` belongs to the package `python`");
  for (const std::string path : {"/lib", "../lib", "lib/../..", "lib//x"}) {
    check_error("package: {name: python, version: \"3\"}\nbuild: {python: {site_packages_path: " +
                    path + "}}\n",
                "recipe.yml:2:38: `" + path + "` is no path inside the prefix");
  }
  check_error(start + "build: {prefix_detection: {placeholder: opt}}\n",
              "recipe.yml:2:41: the placeholder `opt` is no absolute path",
              {"255 characters that start with `/` leave room for any prefix"});
}

TEST_CASE("Specs that do not parse are named with their place", "[channel][recipe]") {
  const Error error =
      error_of(std::string(k_package) + "requirements:\n  run:\n    - zlib\n    - \"x >=\"\n");
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message() == "recipe.yml:5:7: `requirements.run` has a spec that does not parse");
  CHECK(error.causes().front() == "invalid spec `x >=`");
}

TEST_CASE("Unknown keys and wrong kinds of values are named", "[channel][recipe]") {
  const std::string start = k_package;
  check_error(start + "requirement: {}\n",
              "recipe.yml:2:1: unknown key `requirement`",
              {"did you mean `requirements`?"});
  check_error(start + "build: {strings: x}\n",
              "recipe.yml:2:9: unknown key `build.strings`",
              {"did you mean `string`?"});
  check_error(start + "about: {zzzzzzzz: x}\n",
              "recipe.yml:2:9: unknown key `about.zzzzzzzz`",
              {"known keys here: homepage, license, license_family, summary, description"});
  check_error(start + "about: {license: a, license: b}\n",
              "recipe.yml:2:21: the key `about.license` appears twice");
  check_error("- a\n", "recipe.yml:1:1: a recipe is a mapping of keys to values");
  check_error(start + "about: x\n", "recipe.yml:2:8: `about` must be a mapping of keys to values");
  check_error(start + "about: {license: [x]}\n", "recipe.yml:2:18: `about.license` must be a text");
  check_error(start + "requirements: {run: zlib}\n",
              "recipe.yml:2:21: `requirements.run` must be a list of texts");
  check_error(start + "requirements: {run: [[zlib]]}\n",
              "recipe.yml:2:22: `requirements.run` must be a list of texts");
}

TEST_CASE("Broken YAML is named with its place", "[channel][recipe]") {
  const Error error = error_of("package: {name: demo\nversion");
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.message().rfind("recipe.yml:", 0) == 0);
  CHECK(error_of("").message() == "recipe.yml: the recipe has no `package.name`");
}

} // namespace etalon
