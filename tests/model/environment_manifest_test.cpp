#include <etalon/model/environment_manifest.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <chrono>
#include <ctime>

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
  CHECK(texts_of(parse("name: x\rdependencies:\r- a\r- b\r").dependencies) == Strings{"a", "b"});
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("name: x\r\ndependencies:\r\n  - a=1\r\n")) {
    wide += c;
    wide += '\0';
  }
  for (const std::string& text : {wide, wide.substr(2)}) {
    const EnvironmentManifest manifest = parse(text);
    CHECK(manifest.name == "x");
    CHECK(texts_of(manifest.dependencies) == Strings{"a=1"});
    CHECK(manifest.dependencies[0].line == 3);
  }
  CHECK(refusal_of(wide + "x").message() == "environment.yml: the text is broken UTF-16 in line 4");
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
  CHECK(parse("? name\n? dependencies\n").warnings.empty());
  CHECK(parse("{dependencies, name}\n").warnings.empty());
  CHECK(parse("dependencies:\n\"name\" :  # none\n").warnings.empty());
}

TEST_CASE("what is ignored or means something else is warned about", "[model][manifest]") {
  CHECK(parse("chanels: [a]\nfoo: {x: [1]}\npip: [x]\n"
              "dependencies:\n  - conda-forge:numpy=1.26\n  - pip: [a]\n  - pip: [b]\n")
            .warnings ==
        Strings{"environment.yml:1:1: the key `chanels` is unknown and was ignored (did you mean "
                "`channels`?)",
                "environment.yml:2:1: the key `foo` is unknown and was ignored",
                "environment.yml:3:1: the key `pip` is unknown and was ignored (move it into "
                "`dependencies`, as an item: `- pip:`)",
                "environment.yml:5:5: `conda-forge:numpy=1.26` takes `numpy` from any channel, not "
                "from `conda-forge` (write two colons: `conda-forge::numpy=1.26`)",
                "environment.yml:7:5: a second list `pip`, of which conda would take only this one "
                "(join the two lists)"});
  CHECK(parse("dependencies:\n  - pip\n    - a\n  - b\n   - c\n").warnings ==
        Strings{"environment.yml:2:5: `pip - a` is one item, joined from several lines (to list "
                "packages for pip, write `- pip:` and each of them on a line of its own below, "
                "indented deeper)",
                "environment.yml:4:5: `b - c` is one item, joined from several lines (start all "
                "items of a list in one column)"});
  CHECK(parse("name: x\n").warnings ==
        Strings{"environment.yml: there are no `dependencies`: the environment is empty"});
  CHECK(parse("dependencies: ['https://h/c/linux-64/a-1-0.conda', 'a:b:c', "
              "'c::a', 'a=1!2', 'p[flags=[gpu:cuda]]']\n")
            .warnings.empty());
}

TEST_CASE("channels, platforms and the category are kept as written", "[model][manifest]") {
  const EnvironmentManifest manifest =
      parse("channels: [{url: 'https://h/c'}, {name: x}, nodefaults]\n"
            "platforms: [linux-64, osx-arm64]\ncategory: dev\ndependencies: []\n");
  CHECK(manifest.channels == Strings{"https://h/c", "x", "nodefaults"});
  CHECK(manifest.platforms == Strings{"linux-64", "osx-arm64"});
  CHECK(manifest.category == "dev");
  CHECK(manifest.warnings.empty());
}

TEST_CASE("a manifest of the wrong shape is refused by its place", "[model][manifest]") {
  struct Case {
    std::string yaml, message;
    Strings hints;
  };

  const Strings list_hint = {"write one item a line below the key, each after a `-`"};
  const Strings start_hint = {"start with `name:`, `channels:` and `dependencies:`"};
  const Strings dash_hint = {"delete the lone `-`"};
  const Strings text_hint = {"write a text, in quotes where YAML reads it as something else"};
  const Strings name_hint = {"write `NAME: VALUE`, the name of letters, digits and `_`"};
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
       {"only `pip:` may have a list of its own"}},
      {"dependencies:\n  - python: 3.8\n",
       "environment.yml:2:5: unknown section `python` in `dependencies`",
       {"write `python=3.8`"}},
      {"dependencies:\n  - python: '>=3.8'\n",
       "environment.yml:2:5: unknown section `python` in `dependencies`",
       {"write `python>=3.8`"}},
      {"dependencies:\n  - conda-forge: numpy\n",
       "environment.yml:2:5: unknown section `conda-forge` in `dependencies`",
       {"write `conda-forge::numpy`"}},
      {"channels:\n  - {priority: 1}\n",
       "environment.yml:2:5: item 1 of `channels` has neither `url` nor `name`",
       {"write the channel's name or URL after the `-`"}},
      {"platforms: [linux64]\n",
       "environment.yml:1:13: `linux64` is not a platform",
       {"write one such as `linux-64`"}},
      {"platforms: [noarch]\n",
       "environment.yml:1:13: `noarch` is not a platform",
       {"write one such as `linux-64`, `linux-aarch64`, `osx-arm64`"}},
      {"dependencies:\n  - [a]\n",
       "environment.yml:2:5: item 1 of `dependencies` is a list, not a text",
       text_hint},
      {"dependencies:\n  - a\n  -\n  - b\n",
       "environment.yml:2:3: item 2 of `dependencies` is empty",
       dash_hint},
      {"dependencies:\n  - \" \"\n",
       "environment.yml:2:3: item 1 of `dependencies` is empty",
       dash_hint},
      {"dependencies:\n  - \"a\\nb\"\n",
       "environment.yml:2:5: item 1 of `dependencies` has several lines",
       {"write one item a line, each after a `-`"}},
      {"dependencies:\n  - {pip: [a], pip: [b]}\n",
       "environment.yml:2:16: `pip` is given twice",
       {"join the two lists"}},
      {"name: a\nname: b\n", "environment.yml:2:1: `name` is given twice", {"join the two"}},
      {"name: [a]\n", "environment.yml:1:7: `name` is a list, not a text", text_hint},
      {"? [a]\n: b\n", "environment.yml:1:3: a key is a list, not a text", text_hint},
      {"variables: [A]\n",
       "environment.yml:1:12: `variables` is a list, not a map",
       {"write one variable a line below the key: `NAME: VALUE`"}},
      {"variables:\n  A=B: 1\n", "environment.yml:2:3: `A=B` is no name of a variable", name_hint},
      {"variables:\n  A: 1\n  A: 2\n",
       "environment.yml:3:3: `A` is given twice",
       {"keep one of the two"}},
      {"variables:\n  A: [1]\n", "environment.yml:2:6: `A` is a list, not a text", text_hint},
      {"variables:\n  A: \"\\0\"\n", "environment.yml:2:6: `A` holds a NUL", {"delete it"}},
      {",d", "environment.yml:1:1: there is no key here", start_hint},
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

TEST_CASE("a dependency that is no spec is refused by its place", "[model][manifest]") {
  const Error error = refusal_of("dependencies:\n  - python\n  -  numpy<\n");
  CHECK(error.message() == "environment.yml:3:6: invalid spec `numpy<`");
  CHECK(error.causes() == Strings{"column 7: found no version after `<`"});
  CHECK(error.hints() == Strings{"write one: `<1.8`"});
  const Error large = refusal_of("dependencies:\n  - " + repeated("x", 100 << 10) + "\n");
  CHECK(large.message() ==
        "environment.yml:2:5: a dependency of 100.0 KiB; a spec may have 64.0 KiB");
  CHECK(large.hints() == Strings{"write one spec an item"});
  CHECK(refusal_of("dependencies:\n  - git+https://github.com/x/y.git\n").hints() ==
        Strings{"what pip installs belongs into a list under `- pip:`"});
  CHECK(refusal_of("dependencies:\n  - python={{ python }}\n").hints() ==
        Strings{"fill the template in first: Etalon reads the file as it is"});
}

TEST_CASE("broken YAML is refused by its place, with something to do", "[model][manifest]") {
  struct Case {
    std::string yaml, message, hint;
  };

  const std::string indentation = "check the indentation of this line and of those above it";
  const std::string template_hint = "fill the template in first: Etalon reads the file as it is";
  const std::vector<Case> cases = {
      {"name: a: b\n",
       "environment.yml:1:8: invalid YAML: illegal map value",
       "put quotes round a text that holds `: `, or check the indentation"},
      {"channels: [a,\nb]\nname: a: b\n",
       "environment.yml:3:8: invalid YAML: illegal map value",
       "put quotes round a text that holds `: `, or check the indentation"},
      {"dependencies:\n  - *x\n",
       "environment.yml:2:5: invalid YAML: the referenced anchor is not defined",
       "put quotes round a text that starts with `*`"},
      {"channels:\n  - a\n - b\n",
       "environment.yml:3:2: the item `- b` starts in another column than those above it",
       "start all items of a list in one column"},
      {"dependencies:\n- a=1\n  - pip:\n    - b\n",
       "environment.yml:3:3: the item `- pip:` starts in another column than those above it",
       "start all items of a list in one column"},
      {"dependencies:\n  - a\n  # for b\n  pip: # why\n    - b\n",
       "environment.yml:4:3: `pip:` without its dash",
       "write `- pip:`, in line with the items above it"},
      {"channels:\n    - a\n  dependencies:\n    - b\n",
       "environment.yml:3:3: invalid YAML: end of map not found",
       indentation},
      {"name: x\ndependencies:\n  - a\nprefix",
       "environment.yml:4:1: `prefix` without a `:`",
       "write `prefix: VALUE`, or delete the line"},
      {"name: x\ndependencies:\n  - a\njunk words # why: no\n\n",
       "environment.yml:4:1: `junk words` without a `:`",
       "write `KEY: VALUE`, `- junk words` for an item of a list, or delete the line"},
      {"channels: [c]\nname\n# so\ndependencies:\n  - a\n",
       "environment.yml:2:1: `name` without a `:`",
       "write `name: VALUE`, or delete the line"},
      {"dependencies:\n  - a\nb=1\nc=2\nname: x\n",
       "environment.yml:3:1: `b=1` without a `:`",
       "write `KEY: VALUE`, `- b=1` for an item of a list, or delete the line"},
      {"dependencies:\n  - pip:\n    - a\n    b\n",
       "environment.yml:4:5: `b` without a `:`",
       "write `KEY: VALUE`, `- b` for an item of a list, or delete the line"},
      {"variables:\n  A: 1\n  " + repeated("é", 40) + "\n",
       "environment.yml:3:3: `" + repeated("é", 30) + "...` without a `:`",
       "write `KEY: VALUE`, `- " + repeated("é", 30) +
           "...` for an item of a list, or delete the line"},
      {"{% set x = 1 %}\n", "environment.yml:1:2: invalid YAML: unknown token", template_hint},
      {"dependencies:\n  - @x\n",
       "environment.yml:2:5: invalid YAML: unknown token",
       "put quotes round a text that starts with a special character"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.yaml);
    const Error error = refusal_of(one.yaml);
    CHECK(error.message() == one.message);
    CHECK(error.hints() == Strings{one.hint});
  }
}

TEST_CASE("logins and tokens are in no problem of a manifest", "[model][manifest]") {
  const std::string url = "https://me:secret@h/t/secret/c";
  const std::string long_login = "https://" + repeated("secret", 20) + "@h/c";
  const auto problems = find_manifest_problems(
      "channels: ['" + url + "', {foo: '" + url + "'}]\n" + "dependencies:\n  - conda: " + url +
          "\n  - " + url + ":a\n  - " + url + "::a<\n  - sel(" + url + "): a\n" + url +
          ": a\nvariables:\n  A: 1\n  " + long_login + "\n",
      "f.yml");
  CHECK(problems.size() == 6);
  for (const ManifestProblem& problem : problems) {
    std::string text = problem.message;
    for (const auto* more : {&problem.causes, &problem.hints}) {
      for (const std::string& each : *more) {
        text += '\n' + each;
      }
    }
    CHECK(text.find("secret") == std::string::npos);
  }
}

TEST_CASE("all problems of a manifest are found, in the order of the file", "[model][manifest]") {
  const auto problems = find_manifest_problems("nam: x\n"
                                               "channels: conda-forge\n"
                                               "dependencies:\n"
                                               "<<<<<<< HEAD\n"
                                               "  - numpy<\n"
                                               "=======\n"
                                               "  - scipy<\n"
                                               ">>>>>>> topic\n"
                                               "  - c:python\n"
                                               "  - conda: [a]\n"
                                               "variables: [A]\n",
                                               "f.yml");
  Strings found;
  for (const ManifestProblem& problem : problems) {
    found.push_back((problem.severity == ProblemSeverity::error ? "error " : "warning ") +
                    std::to_string(problem.place.line) + ":" +
                    std::to_string(problem.place.column) + " " + problem.message);
  }
  CHECK(found == Strings{"warning 1:1 the key `nam` is unknown and was ignored",
                         "error 2:11 `channels` is a text, not a list",
                         "error 4:1 a mark of a merge conflict",
                         "error 5:5 invalid spec `numpy<`",
                         "warning 9:5 `c:python` takes `python` from any channel, not from `c`",
                         "error 10:5 unknown section `conda` in `dependencies`",
                         "error 11:12 `variables` is a list, not a map"});
  CHECK(find_manifest_problems("dependencies: [a]\n", "f.yml").empty());
  CHECK(find_manifest_problems("dependencies: [" + repeated("a<,", 5000) + "]\n", "f.yml").size() ==
        100);
}

TEST_CASE("selectors choose by the platform", "[model][manifest]") {
  const auto on = [](const char* subdir, std::string_view yaml) {
    return texts_of(
        EnvironmentManifest::parse(yaml, "f.yml", {Platform::parse(subdir)}).dependencies);
  };
  const std::string comments = "dependencies:\n  - a\n  - b # [linux]\n  - c  # [win and x64]\n"
                               "  - d # [osx or (linux and not aarch64)]\n  - 'e # [win]'\n";
  CHECK(on("linux-64", comments) == Strings{"a", "b", "d", "e # [win]"});
  CHECK(on("linux-aarch64", comments) == Strings{"a", "b", "e # [win]"});
  CHECK(on("win-64", comments) == Strings{"a", "c", "e # [win]"});
  const std::string sections =
      "dependencies:\n  - a\n  - sel(unix): b\n  - sel(win): c=1\n  - sel( osx ): d\n";
  CHECK(on("linux-64", sections) == Strings{"a", "b"});
  CHECK(on("osx-arm64", sections) == Strings{"a", "b", "d"});
  CHECK(on("win-64", sections) == Strings{"a", "c=1"});
  CHECK(on("linux-64", "dependencies:\n  - pip:\n    - a # [win]\n").empty());
  const Error both = refusal_of("dependencies:\n  - a # [linux]\n  - sel(linux): b\n");
  CHECK(both.message() ==
        "environment.yml:3:5: the selector `sel(linux)`, while line 2 has a selector `# [...]`");
  CHECK(both.hints() == Strings{"write all selectors of a file in one way"});
  const Error unknown = refusal_of("dependencies:\n  - sel(linux64): b\n");
  CHECK(unknown.message() == "environment.yml:2:5: unknown selector `sel(linux64)`");
  CHECK(unknown.hints() == Strings{"write `sel(unix)`, `sel(linux)`, `sel(osx)` or `sel(win)`"});
  CHECK(refusal_of("dependencies:\n  - sel(win): [a]\n").message() ==
        "environment.yml:2:15: `sel(win)` is a list, not a text");
}

TEST_CASE("a list of specs is read as a manifest", "[model][manifest]") {
  const auto list = EnvironmentManifest::parse(
      "# platform: linux-64\n\n  python=3.11 # why\r\nnumpy >=1.26,<2\nconda-forge::zlib\n",
      "specs.txt");
  CHECK(texts_of(list.dependencies) ==
        Strings{"python=3.11 # why", "numpy >=1.26,<2", "conda-forge::zlib"});
  CHECK(list.dependencies[1].line == 4);
  CHECK(list.warnings.empty());
  const Error error = thrown_error([] { EnvironmentManifest::parse("a\n  b<\n", "specs"); });
  CHECK(error.message() == "specs:2:3: invalid spec `b<`");
  CHECK(
      texts_of(EnvironmentManifest::parse("name: x\ndependencies: [a]\n", "x.txt").dependencies) ==
      Strings{"a"});
  CHECK(EnvironmentManifest::parse("# nothing\n", "x.txt").dependencies.empty());
}

TEST_CASE("merge keys of YAML are resolved as conda resolves them", "[model][manifest]") {
  const EnvironmentManifest manifest =
      parse("dependencies: []\nx: &x {A: 1, B: 2}\ny: &y {C: 3, A: 4}\n"
            "variables:\n  <<: [*x, *y]\n  B: 5\n");
  CHECK(manifest.variables ==
        std::map<std::string, std::string>{{"A", "1"}, {"B", "5"}, {"C", "3"}});
  CHECK(refusal_of("variables:\n  <<: a\n").message() ==
        "environment.yml:2:7: `<<` takes the members of a map, but here is a text");
  CHECK(refusal_of("variables: &v\n  <<: *v\n").message() ==
        "environment.yml:1:12: `<<` takes the members of a map, but here is a map in itself");
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
  CHECK_THAT(
      refusal_of(large + "dependencies: [{pip: [" + repeated("*x,", 1000) + "]}]\n").message(),
      Catch::Matchers::EndsWith(
          "the file, its aliases (`*NAME`) resolved, sums up to more than 32.0 MiB"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("reading takes time in proportion to the size", "[model][manifest]") {
  const auto seconds_for = [](int dependencies) {
    std::string yaml = "name: x\ndependencies:\n";
    for (int i = 0; i < dependencies; ++i) {
      yaml += "  - package-" + std::to_string(i) + "=1.2.3=py311h0123456_0\n";
    }
    const std::clock_t start = std::clock(); // of this process: other load does not count
    CHECK(parse(yaml).dependencies.size() == static_cast<std::size_t>(dependencies));
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const double few = seconds_for(10000);
  const double many = seconds_for(100000);
  CHECK(many < 40 * few); // a quadratic reader takes a hundred times as long
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
