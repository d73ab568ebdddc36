#include <etalon/model/environment_manifest.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <chrono>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

EnvironmentManifest parse(std::string_view yaml) {
  return EnvironmentManifest::parse(yaml, "environment.yml");
}

Error refusal_of(std::string_view yaml) {
  Error error = thrown_error([&] { parse(yaml); });
  CHECK(error.kind() == ErrorKind::usage);
  return error;
}

Strings texts_of(const std::vector<ManifestSpec>& specs) {
  Strings texts;
  for (const ManifestSpec& spec : specs) {
    texts.push_back(spec.text);
  }
  return texts;
}

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

} // namespace

TEST_CASE("a manifest is read", "[model][manifest]") {
  const EnvironmentManifest manifest = parse(R"(# the environment
name: demo
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.10
  - numpy >=1.26,<2   # why
  - pytorch::pytorch=2.*=*cuda*
  - pip:
      - torchinfo==1.8
      - -r more.txt
variables:
  OMP_NUM_THREADS: 4
  FLAG: true
  EMPTY:
prefix: /opt/envs/demo
)");
  CHECK(manifest.name == "demo");
  CHECK(manifest.prefix == "/opt/envs/demo");
  CHECK(manifest.channels == Strings{"conda-forge", "nodefaults"});
  CHECK(texts_of(manifest.dependencies) ==
        Strings{"python=3.10", "numpy >=1.26,<2", "pytorch::pytorch=2.*=*cuda*"});
  CHECK(manifest.dependencies[0].line == 7);
  CHECK(manifest.dependencies[2].line == 9);
  CHECK(texts_of(manifest.pip) == Strings{"torchinfo==1.8", "-r more.txt"});
  CHECK(manifest.pip[1].line == 12);
  CHECK(manifest.variables == std::map<std::string, std::string>{
                                  {"OMP_NUM_THREADS", "4"}, {"FLAG", "true"}, {"EMPTY", ""}});
  CHECK(manifest.warnings.empty());
}

TEST_CASE("scalars of a manifest keep what was written", "[model][manifest]") {
  const EnvironmentManifest manifest =
      parse("name: 3.10\nchannels: ['a', \"b\"]\ndependencies: [1.0, 'x y', yes]\n"
            "variables: {A: 0x10, B: 010, C: 1e3, D: 2020-01-01, E: \"a\\tb\"}\n");
  CHECK(manifest.name == "3.10");
  CHECK(manifest.channels == Strings{"a", "b"});
  CHECK(texts_of(manifest.dependencies) == Strings{"1.0", "x y", "yes"});
  CHECK(manifest.variables.at("A") == "0x10");
  CHECK(manifest.variables.at("B") == "010");
  CHECK(manifest.variables.at("C") == "1e3");
  CHECK(manifest.variables.at("D") == "2020-01-01");
  CHECK(manifest.variables.at("E") == "a\tb");
}

TEST_CASE("line ends, byte order marks and encodings do not matter", "[model][manifest]") {
  CHECK(texts_of(parse("\xEF\xBB\xBFname: x\r\ndependencies:\r\n- a\r\n- b").dependencies) ==
        Strings{"a", "b"});
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("name: x\r\ndependencies:\r\n  - a=1\r\n")) {
    wide += c;
    wide += '\0';
  }
  const EnvironmentManifest manifest = parse(wide);
  CHECK(manifest.name == "x");
  CHECK(texts_of(manifest.dependencies) == Strings{"a=1"});
}

TEST_CASE("keys without a value are as absent", "[model][manifest]") {
  const EnvironmentManifest manifest =
      parse("name: ~\nprefix: null\nchannels:\ndependencies:\nvariables:\n");
  CHECK(manifest.name.empty());
  CHECK(manifest.prefix.empty());
  CHECK(manifest.channels.empty());
  CHECK(manifest.dependencies.empty());
  CHECK(manifest.warnings.empty());
  CHECK(parse("dependencies:\n  - pip:\n").pip.empty());
}

TEST_CASE("what is not supported is warned about", "[model][manifest]") {
  CHECK(parse("chanels: [a]\nfoo: {x: [1]}\nplatforms: [linux-64]\ncategory: dev\n"
              "dependencies:\n  - sel(win): winreg\n  - vc  # [win]\n")
            .warnings ==
        Strings{"the key `chanels` is unknown and was ignored; did you mean `channels`?",
                "the key `foo` is unknown and was ignored",
                "the key `platforms` is not supported yet and was ignored",
                "the key `category` is not supported yet and was ignored",
                "the selector `sel(win)` in line 6 is not supported yet: what it selects is left "
                "out",
                "the selector `# [win]` in line 7 is not supported yet: the line counts on every "
                "platform"});
  CHECK(parse("name: x\n").warnings ==
        Strings{"there are no `dependencies`: the environment is empty"});
}

TEST_CASE("a manifest of the wrong shape is refused by its place", "[model][manifest]") {
  struct Case {
    std::string yaml, message;
    Strings hints;
  };

  const Strings list_hint = {"write one item a line below the key, each after a `-`"};
  const Strings start_hint = {"start with `name:`, `channels:` and `dependencies:`"};
  const Strings dash_hint = {"delete the lone `-`"};
  const std::vector<Case> cases = {
      {"", "environment.yml: the file is empty", start_hint},
      {"# only this\n", "environment.yml: the file is empty", start_hint},
      {"- a\n- b\n", "environment.yml:1:1: the file holds a list, not a map", start_hint},
      {"numpy\n", "environment.yml:1:1: the file holds a text, not a map", start_hint},
      {"channels: conda-forge\n",
       "environment.yml:1:11: `channels` is a text, not a list",
       list_hint},
      {"dependencies:\n  numpy: 1\n",
       "environment.yml:2:3: `dependencies` is a map, not a list",
       list_hint},
      {"dependencies:\n  - pip: x\n",
       "environment.yml:2:10: `pip` is a text, not a list",
       list_hint},
      {"dependencies:\n  - conda: [a]\n",
       "environment.yml:2:5: unknown section `conda` in `dependencies`",
       {"only `pip:` may have a list of its own; write a version as `NAME=VERSION`"}},
      {"dependencies:\n  - [a]\n",
       "environment.yml:2:5: item 1 of `dependencies` is a list, not a text",
       {}},
      {"dependencies:\n  - a\n  -\n  - b\n",
       "environment.yml:2:3: item 2 of `dependencies` is empty",
       dash_hint},
      {"dependencies:\n  - \" \"\n",
       "environment.yml:2:3: item 1 of `dependencies` is empty",
       dash_hint},
      {"dependencies:\n  - \"a\\nb\"\n",
       "environment.yml:2:5: item 1 of `dependencies` has several lines",
       {"write one item a line, each after a `-`"}},
      {"dependencies:\n  - pip: [a]\n  - pip: [b]\n",
       "environment.yml:3:5: `pip` is given twice",
       {"join the two lists"}},
      {"name: a\nname: b\n", "environment.yml:2:1: `name` is given twice", {"join the two"}},
      {"name: [a]\n", "environment.yml:1:7: `name` is a list, not a text", {}},
      {"? [a]\n: b\n", "environment.yml:1:3: a key is a list, not a text", {}},
      {"variables: [A]\n",
       "environment.yml:1:12: `variables` is a list, not a map",
       {"write one variable a line below the key: `NAME: VALUE`"}},
      {"variables:\n  A=B: 1\n", "environment.yml:2:3: `A=B` is no name of a variable", {}},
      {"variables:\n  A: 1\n  A: 2\n", "environment.yml:3:3: `A` is given twice", {}},
      {"variables:\n  A: [1]\n", "environment.yml:2:6: `A` is a list, not a text", {}},
      {"variables:\n  A: \"\\0\"\n", "environment.yml:2:6: `A` holds a NUL", {}},
      {"name: a\n---\nname: b\n",
       "environment.yml:3:1: a second document",
       {"delete the line `---` and what follows it"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.yaml);
    const Error error = refusal_of(one.yaml);
    CHECK(error.message() == one.message);
    CHECK(error.hints() == one.hints);
  }
}

TEST_CASE("broken YAML is refused by its place, with something to do", "[model][manifest]") {
  const Error colon = refusal_of("name: a: b\n");
  CHECK(colon.message() == "environment.yml:1:8: invalid YAML: illegal map value");
  CHECK(colon.hints() ==
        Strings{"put quotes round a text that holds `: `, or check the indentation"});
  const Error star = refusal_of("dependencies:\n  - *x\n");
  CHECK(star.message() ==
        "environment.yml:2:5: invalid YAML: the referenced anchor is not defined");
  CHECK(star.hints() == Strings{"put quotes round a text that starts with `*`"});
  const Error indentation = refusal_of("channels:\n  - a\n - b\n");
  CHECK(indentation.message() == "environment.yml:3:2: invalid YAML: end of map not found");
  CHECK(indentation.hints() == Strings{"check the indentation of this line and of those above it"});
}

TEST_CASE("hostile YAML is refused in bounded time", "[model][manifest]") {
  const auto start = std::chrono::steady_clock::now();
  for (const char* opening : {"[", "{a: ", "- ", "? ", "{"}) {
    CAPTURE(opening);
    CHECK_THAT(refusal_of(repeated(opening, 10000)).message(),
               Catch::Matchers::EndsWith(": lists and maps are nested too deeply"));
  }
  std::string laughs = "a0: &a0 [x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before +
              "," + before + "]\n";
  }
  CHECK(parse(laughs + "dependencies: [a]\n").dependencies.size() == 1);
  CHECK(refusal_of(laughs + "dependencies: *a39\n").message() ==
        "environment.yml:39:6: item 1 of `dependencies` is a list, not a text");
  const std::string large = "x: &x " + std::string(1000000, 'x') + "\n";
  CHECK_THAT(refusal_of(large + "dependencies: [" + repeated("*x,", 1000) + "]\n").message(),
             Catch::Matchers::EndsWith(
                 "the texts of the file, aliases resolved, sum up to more than 16 MiB"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("a manifest is written stably and reads back equal", "[model][manifest]") {
  EnvironmentManifest manifest;
  manifest.name = "demo";
  manifest.channels = {"conda-forge", "https://example.org/c"};
  manifest.dependencies = {{"python=3.10", 0}, {"*[md5=ab]", 0}};
  manifest.pip = {{"-e .", 0}, {"x[y]==1 ; python_version < '3.9'", 0}};
  manifest.variables = {{"A", "1"}, {"B", "two words"}, {"C", ""}, {"D", "a\nb\t\"\xC3\xA9"}};
  manifest.prefix = "/opt/x";
  const std::string yaml = manifest.to_yaml();
  CHECK(yaml == R"(name: demo
channels:
  - conda-forge
  - https://example.org/c
dependencies:
  - python=3.10
  - "*[md5=ab]"
  - pip:
      - "-e ."
      - x[y]==1 ; python_version < '3.9'
variables:
  A: "1"
  B: two words
  C: ""
  D: "a\nb\x09\")"
                "\xC3\xA9\"\nprefix: /opt/x\n");
  const EnvironmentManifest again = parse(yaml);
  CHECK(again.name == manifest.name);
  CHECK(again.channels == manifest.channels);
  CHECK(texts_of(again.dependencies) == texts_of(manifest.dependencies));
  CHECK(texts_of(again.pip) == texts_of(manifest.pip));
  CHECK(again.variables == manifest.variables);
  CHECK(again.prefix == manifest.prefix);
  CHECK(again.to_yaml() == yaml);
  CHECK(EnvironmentManifest{}.to_yaml() == "dependencies: []\n");
}
