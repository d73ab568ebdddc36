#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;

namespace {

std::vector<FixturePackage> lock_world() {
  return {
      {"library",
       "1.0",
       {},
       {{"lib/library.txt", "library 1.0\n"}},
       "0",
       "",
       "  noarch: generic\n"},
      {"other", "1.0", {}, {}, "0", "", "  noarch: generic\n"},
      {"app", "1.5", {"library >=1.0", "other"}, {}, "0", "", "  noarch: generic\n"},
  };
}

void make_world(const EtalonHome& home) {
  home.make_channel("world", lock_world());
  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app]\n");
}

// The same world with newer versions of everything.
void publish_newer(const EtalonHome& home) {
  home.make_channel(
      "world",
      {{"library", "2.0", {}, {}, "0", "", "  noarch: generic\n"},
       {"other", "2.0", {}, {}, "0", "", "  noarch: generic\n"},
       {"app", "1.6", {"library >=1.0", "other"}, {}, "0", "", "  noarch: generic\n"}});
}

std::vector<std::string> changes(const json& result) {
  std::vector<std::string> texts;
  for (const auto& change : result.at("changes")) {
    texts.push_back(
        change.at("platform").get<std::string>() + " " + change.at("name").get<std::string>() +
        " " + change.at("before").get<std::string>() + ">" + change.at("after").get<std::string>());
  }
  return texts;
}

std::vector<std::string> reasons(const json& check) {
  std::vector<std::string> texts;
  for (const auto& reason : check.at("reasons")) {
    texts.push_back(reason.at("kind").get<std::string>() + " " +
                    reason.at("subject").get<std::string>());
  }
  return texts;
}

json check(const EtalonHome& home, int code, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"lock", "--check", "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const auto output = home.etalon(words);
  INFO(output.standard_output << output.standard_error);
  CHECK(output.state.code == code);
  return json::parse(output.standard_output);
}

} // namespace

TEST_CASE("a manifest is locked for several platforms and nothing is made", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  const auto locked = home.etalon(
      {"lock", "-f", "environment.yml", "--platform", "osx-arm64", "--platform", "linux-64"});
  CHECK(locked.state.ok());
  CHECK(locked.standard_output == "wrote `conda-lock.yml`\n"
                                  "  osx-arm64: 3 packages\n"
                                  "  linux-64: 3 packages\n"
                                  "  + app 1.5=0  (osx-arm64)\n"
                                  "  + library 1.0=0  (osx-arm64)\n"
                                  "  + other 1.0=0  (osx-arm64)\n"
                                  "  + app 1.5=0  (linux-64)\n"
                                  "  + library 1.0=0  (linux-64)\n"
                                  "  + other 1.0=0  (linux-64)\n");
  CHECK(locked.standard_error ==
        "not portable: `file://<home>/home/channels/world` is a channel of this machine\n");
  CHECK_FALSE(std::filesystem::exists(home.home() / "envs"));

  const auto text = etalon::read_file(home.path("conda-lock.yml"));
  CHECK(text.find("  sources:\n  - environment.yml\n") != std::string::npos);
  home.json({"lock", "--platform", "linux-64"});
  CHECK(etalon::read_file(home.path("conda-lock.yml")) == text);

  publish_newer(home);
  const auto again = home.json({"lock", "--platform", "linux-64"});
  CHECK(again.at("kept") == json::array({"osx-arm64"}));
  CHECK(changes(again) == std::vector<std::string>{"linux-64 app 1.5=0>1.6=0",
                                                   "linux-64 library 1.0=0>2.0=0",
                                                   "linux-64 other 1.0=0>2.0=0"});
}

TEST_CASE("an update moves one package and as little else as possible", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  home.json({"lock", "-f", "environment.yml"});
  publish_newer(home);
  CHECK(changes(home.json({"lock", "--update", "library"})) ==
        std::vector<std::string>{"linux-64 library 1.0=0>2.0=0"});
  CHECK(changes(home.json({"lock", "--update", "app"})) ==
        std::vector<std::string>{"linux-64 app 1.5=0>1.6=0"});
  CHECK(changes(home.json({"lock", "--update", "app"})).empty());

  const auto unknown = home.etalon({"lock", "--update", "libary"});
  CHECK(unknown.state.code == 4);
  CHECK(unknown.standard_error == "error: `libary` is not locked in `conda-lock.yml`\n"
                                  "\n"
                                  "hint: did you mean `library`?\n");
  const auto far = home.etalon({"lock", "--update", "zzz"});
  CHECK(far.standard_error ==
        "error: `zzz` is not locked in `conda-lock.yml`\n"
        "\n"
        "hint: only what is locked can be updated; for more run `etalon lock`\n");
  const auto absent = home.etalon({"lock", "-o", "none.yml", "--update", "app"});
  CHECK(absent.standard_error == "error: there is no lock file `none.yml` to update\n"
                                 "\n"
                                 "hint: make it first with `etalon lock -f environment.yml`\n");
}

TEST_CASE("a check tells whether the lock holds, and why not", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  home.json({"lock", "-f", "environment.yml"});
  CHECK(check(home, 0).at("holds") == true);
  CHECK(home.etalon({"lock", "--check"}).standard_output ==
        "`conda-lock.yml` holds for linux-64\n");
  publish_newer(home); // newer packages do not make a lock stale
  CHECK(check(home, 0).at("reasons").empty());

  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app, library<2]\n");
  CHECK(reasons(check(home, 1)) == std::vector<std::string>{"spec_changed library<2"});
  home.make_channel("second", {{"zlib", "1"}});
  home.write("environment.yml", "name: demo\nchannels: [second, world]\ndependencies: [app]\n");
  const auto stale = home.etalon({"lock", "--check"});
  CHECK(stale.state.code == 1);
  CHECK(stale.standard_error ==
        "error: `conda-lock.yml` no longer holds\n"
        "  linux-64 (channel_changed): the manifest names the channels "
        "file://<home>/home/channels/second, file://<home>/home/channels/world, the lock was made "
        "from file://<home>/home/channels/world\n"
        "\n"
        "hint: `etalon lock -o conda-lock.yml` makes it anew; with --update NAME it moves no more "
        "than it must\n");

  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app]\n");
  CHECK(reasons(check(home, 1, {"--platform", "win-64"})) ==
        std::vector<std::string>{"platform_missing win-64"});
}

TEST_CASE("a package that the channel lost makes the lock stale", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  home.json({"lock", "-f", "environment.yml"});
  std::filesystem::remove(home.home() / "channels/world/noarch/other-1.0-0.conda");
  home.make_channel("world", {{"extra", "1.0"}});
  CHECK(reasons(check(home, 1)) == std::vector<std::string>{"hash_gone other"});
  CHECK(check(home, 0, {"--offline"}).at("holds") == true);

  std::filesystem::remove_all(home.home() / "channels/world/noarch");
  std::filesystem::remove_all(home.home() / "channels/world/linux-64");
  const auto told = check(home, 3);
  CHECK(told.at("holds").is_null());
  CHECK(told.at("undecided").get<std::string>().find("there is no channel") == 0);
}

TEST_CASE("a machine without what a package needs makes the lock stale", "[cli][lock]") {
  EtalonHome home;
  home.make_channel("world", {{"app", "1.5", {"__cuda >=12"}}});
  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app]\n");
  home.set("CONDA_OVERRIDE_CUDA", "12.2");
  home.json({"lock", "-f", "environment.yml"});
  CHECK(check(home, 0).at("holds") == true);
  home.set("CONDA_OVERRIDE_CUDA", "");
  CHECK(reasons(check(home, 1)) == std::vector<std::string>{"virtual_package_missing __cuda >=12"});
  // It can still be made: another machine may run it.
  const auto made = home.etalon({"create", "-f", "conda-lock.yml", "-n", "demo"});
  CHECK(made.state.ok());
  CHECK(made.standard_error.find(
            "warning: `app` needs `__cuda >=12`, which linux-64 does not offer\n") !=
        std::string::npos);
}

TEST_CASE("a locked create takes the lock beside the manifest if it holds", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  const auto absent = home.etalon({"create", "-f", "environment.yml", "--locked"});
  CHECK(absent.state.code == 4);
  CHECK(absent.standard_error ==
        "error: there is no lock file beside `environment.yml`\n"
        "\n"
        "hint: make `conda-lock.yml` with `etalon lock -f environment.yml`, or name another with "
        "--lock-file FILE\n");
  home.json({"lock", "-f", "environment.yml"});
  publish_newer(home);
  home.json({"create", "-f", "environment.yml", "--locked"});
  CHECK(home.json({"list", "-n", "demo"}).at("packages").at(0).at("version") == "1.5");

  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app>=1.6]\n");
  const auto stale = home.etalon({"create", "-f", "environment.yml", "-n", "new", "--locked"});
  CHECK(stale.state.code == 1);
  CHECK(stale.standard_error.find("error: `conda-lock.yml` no longer holds\n") == 0);
  CHECK_FALSE(std::filesystem::exists(home.prefix("new")));

  home.write("environment.yml", "this: [is no manifest");
  home.json({"create", "-f", "environment.yml", "-n", "frozen", "--frozen"});
  CHECK(home.json({"list", "-n", "frozen"}).at("packages").size() == 3);
  home.json({"create", "--lock-file", "conda-lock.yml", "-n", "named", "--frozen"});

  const auto mixed = home.etalon({"create", "-n", "x", "--frozen", "zlib"});
  CHECK(mixed.state.code == 2);
  CHECK(mixed.standard_error == "error: specs cannot be added to what is locked\n"
                                "\n"
                                "hint: write them into the manifest and run `etalon lock`\n");
}

TEST_CASE("locks are written in other forms", "[cli][lock]") {
  const EtalonHome home;
  make_world(home);
  home.json({"lock", "-f", "environment.yml", "--format", "pixi"});
  CHECK(etalon::read_file(home.path("pixi.lock")).find("version: 7\n") == 0);
  home.json({"create", "-f", "pixi.lock", "-n", "demo"});
  CHECK(check(home, 0, {"-o", "pixi.lock", "-f", "environment.yml"}).at("holds") == true);

  home.json({"lock",
             "-f",
             "environment.yml",
             "--format",
             "explicit",
             "--platform",
             "linux-64",
             "--platform",
             "win-64"});
  CHECK(etalon::read_file(home.path("conda-win-64.lock")).find("# platform: win-64\n@EXPLICIT\n") ==
        0);
  home.json({"create", "-f", "conda-linux-64.lock", "-n", "listed"});
  const auto one = home.etalon({"lock",
                                "-f",
                                "environment.yml",
                                "--format",
                                "explicit",
                                "-o",
                                "all.lock",
                                "--platform",
                                "linux-64",
                                "--platform",
                                "win-64"});
  CHECK(one.standard_error == "error: an @EXPLICIT list has room for one platform\n"
                              "\n"
                              "hint: write `{platform}` into the name after -o, or lock one "
                              "platform\n");
  const auto other =
      home.etalon({"lock", "-f", "environment.yml", "--format", "conda-lock", "-o", "pixi.lock"});
  CHECK(other.standard_error == "error: `pixi.lock` is a lock file of another form\n"
                                "\n"
                                "hint: leave out --format, or name another file with -o FILE\n");
  const auto no_lock = home.etalon({"lock", "-f", "environment.yml", "-o", "environment.yml"});
  CHECK(no_lock.standard_error == "error: `environment.yml` exists and is no lock file\n"
                                  "\n"
                                  "hint: name another file with -o FILE\n");
  const auto locked = home.etalon({"lock", "-f", "pixi.lock"});
  CHECK(locked.standard_error ==
        "error: `pixi.lock` is locked already: it names packages, not what is asked for\n"
        "\n"
        "hint: lock an environment.yml\n");
}

TEST_CASE("a request that cannot be locked says for which platform", "[cli][lock]") {
  EtalonHome home;
  home.make_channel("world", {{"app", "1.5", {"__osx >=12"}, {}, "0", "", "  noarch: generic\n"}});
  home.write("environment.yml", "channels: [world]\ndependencies: [app]\n");
  const auto refused = home.etalon({"lock", "--platform", "osx-arm64"});
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find("error: no set of packages for osx-arm64 satisfies what "
                                    "`environment.yml` asks for\n") == 0);
  const auto refusal = nlohmann::json::parse(
      home.etalon({"lock", "--platform", "osx-arm64", "--json"}).standard_output);
  CHECK(refusal.at("platform") == "osx-arm64");
  CHECK(refusal.at("counters").at("names") == 2);
  CHECK(refusal.at("timings").at("explain") > 0.0);
  CHECK_FALSE(std::filesystem::exists(home.path("conda-lock.yml")));
  home.set("CONDA_OVERRIDE_OSX", "13.0");
  home.json({"lock", "--platform", "osx-arm64"});
  const auto text = etalon::read_file(home.path("conda-lock.yml"));
  CHECK(text.find("__osx=13.0=0") != std::string::npos);
  const auto missing = home.etalon({"lock", "-o", "other.yml", "--check"});
  CHECK(missing.standard_error ==
        "error: there is no lock file `other.yml`\n"
        "\n"
        "hint: make it with `etalon lock -f environment.yml`, or name another with -o FILE\n");
  std::filesystem::remove(home.path("environment.yml"));
  const auto no_manifest = home.etalon({"lock"});
  CHECK(no_manifest.state.code == 4);
  CHECK(no_manifest.standard_error == "error: there is no manifest `environment.yml`\n"
                                      "\n"
                                      "hint: name the manifest with -f FILE\n");
}

namespace {

// The names of what a create would link.
std::vector<std::string> names(const json& plan) {
  std::vector<std::string> names;
  for (const auto& package : plan.at("packages")) {
    names.push_back(package.at("name").get<std::string>());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void make_categories(const EtalonHome& home) {
  home.make_channel("world",
                    {{"library", "1.0"},
                     {"app", "1.5", {"library"}},
                     {"tester", "1", {"library", "helper"}},
                     {"helper", "1"},
                     {"writer", "1", {"helper"}}});
  home.write("environment.yml", "name: demo\nchannels: [world]\ndependencies: [app]\n");
  home.write("dev.yml", "channels: [world]\ncategory: dev\ndependencies: [tester]\n");
  home.write("docs.yml", "channels: [world]\ncategory: docs\ndependencies: [writer]\n");
}

} // namespace

TEST_CASE("a lock has the categories of its manifests", "[cli][lock]") {
  const EtalonHome home;
  make_categories(home);
  home.json({"lock", "-f", "environment.yml", "-f", "dev.yml", "-f", "docs.yml"});
  const auto text = etalon::read_file(home.path("conda-lock.yml"));
  const auto has_entry = [&](const std::string& name, const std::string& end) {
    const auto entry = text.find("- name: " + name + "\n");
    const auto category = text.find("  category: ", entry);
    return text.compare(category, end.size(), end) == 0;
  };
  CHECK(has_entry("app", "  category: main\n  optional: false\n"));
  CHECK(has_entry("library", "  category: main\n  optional: false\n"));
  CHECK(has_entry("tester", "  category: dev\n  optional: true\n"));
  CHECK(has_entry("writer", "  category: docs\n  optional: true\n"));
  CHECK(text.find("- name: helper\n") != text.rfind("- name: helper\n"));
  CHECK(text.find("    etalon.linux-64.specs.dev: '[\"tester\"]'\n") != std::string::npos);

  const std::vector<std::string> usual = {"app", "helper", "library", "tester"};
  const std::vector<std::string> plan = {"create", "-n", "x", "--dry-run", "-f", "conda-lock.yml"};
  const auto plan_with = [&](const std::vector<std::string>& more) {
    auto words = plan;
    words.insert(words.end(), more.begin(), more.end());
    return names(home.json(words));
  };
  CHECK(plan_with({}) == usual);
  CHECK(plan_with({"--no-dev"}) == std::vector<std::string>{"app", "library"});
  CHECK(plan_with({"--no-dev", "--category", "docs"}) ==
        std::vector<std::string>{"app", "helper", "library", "writer"});
  CHECK(plan_with({"--extras", "docs"}).size() == 5);
  const auto left_out =
      home.etalon({"create", "-n", "x", "-d", "-f", "conda-lock.yml", "--no-dev"});
  CHECK(left_out.standard_error.find("warning: the packages of category `docs` are left out; add "
                                     "them with --category docs\n") == 0);
  CHECK(left_out.standard_error.find("category `dev`") == std::string::npos);

  home.json({"create", "-f", "conda-lock.yml", "-n", "made", "--no-dev"});
  CHECK(home.json({"env", "info", "-n", "made"}).at("requested_specs") == json::array({"app"}));

  CHECK(check(home, 0).at("holds") == true);
  home.write("dev.yml", "channels: [world]\ndependencies: [tester]\n");
  CHECK(check(home, 1).at("reasons").at(0).at("message") ==
        "the manifest asks for `tester` in the category `main`, the lock was made for it in `dev`");
}

TEST_CASE("a locked create makes the categories of the manifests that are named", "[cli][lock]") {
  const EtalonHome home;
  make_categories(home);
  home.json({"lock", "-f", "environment.yml", "-f", "docs.yml"});
  const std::vector<std::string> all = {"app", "helper", "library", "writer"};
  CHECK(names(home.json({"create", "-f", "environment.yml", "-f", "docs.yml", "--locked", "-d"})) ==
        all);
  // Those that the lock names as its sources are only compared with it.
  CHECK(names(home.json({"create", "--locked", "-d", "-n", "x"})) ==
        std::vector<std::string>{"app", "library"});
  CHECK(names(home.json({"create", "--locked", "-d", "-n", "x", "--category", "docs"})) == all);
}

TEST_CASE("forms without categories say so", "[cli][lock]") {
  const EtalonHome home;
  make_categories(home);
  const auto pixi =
      home.etalon({"lock", "-f", "environment.yml", "-f", "docs.yml", "--format", "pixi"});
  CHECK(pixi.standard_error.find("warning: a pixi.lock has no categories: what `docs` asks for is "
                                 "locked with everything else\n") == 0);
  const auto list =
      home.etalon({"lock", "-f", "dev.yml", "-f", "docs.yml", "--format", "explicit"});
  CHECK(list.standard_error.find("warning: an @EXPLICIT list has no categories: what `dev`, `docs` "
                                 "asks for is locked with everything else\n") == 0);
}

TEST_CASE("a lock holds no logins and tokens", "[cli][lock]") {
  const EtalonHome home;
  home.make_channel("world", {{"app", "1.5"}, {"python", "3.11"}, {"pip", "24"}});
  home.write("environment.yml",
             "channels: [world]\n"
             "dependencies:\n"
             "  - app\n"
             "  - python\n"
             "  - pip:\n"
             "    - --index-url https://me:secret@pypi.example.org/t/secret/simple\n");
  const auto made = home.etalon({"lock", "-f", "environment.yml"});
  CHECK(made.state.ok());
  CHECK(
      made.standard_error.find(
          "warning: the login or token of `--index-url https://pypi.example.org/t/<TOKEN>/simple` "
          "is not written into the lock\n") != std::string::npos);
  CHECK(etalon::read_file(home.path("conda-lock.yml")).find("secret") == std::string::npos);
  CHECK(check(home, 0).at("holds") == true);
}

TEST_CASE("logins in what is asked for are not shown", "[cli][lock]") {
  const EtalonHome home;
  home.make_channel("world", {{"app", "1.5"}});
  const std::string url = "https://me:secret@h/t/secret/c/linux-64/gone-1-0.conda";
  const auto refused = home.etalon({"create", "-n", "x", "-d", "-c", "world", url});
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find(
            "`https://h/t/<TOKEN>/c/linux-64/gone-1-0.conda` is requested") != std::string::npos);
  CHECK(refused.standard_error.find("secret") == std::string::npos);
  home.write("list.txt", "@EXPLICIT\n" + url + "#" + std::string(32, 'a') + "\n");
  const auto listed = home.etalon({"create", "-f", "list.txt", "-n", "x", "-d", "--json"});
  CHECK(listed.state.ok());
  CHECK(listed.standard_output.find("secret") == std::string::npos);
}

TEST_CASE("a lock has what its `pip:` section needs", "[cli][lock]") {
  EtalonHome home;
  home.make_channel("world", {{"app", "1.5"}, {"python", "3.11"}, {"pip", "24"}});
  home.write("environment.yml", "channels: [world]\ndependencies: [app, {pip: [requests]}]\n");
  const auto refused = home.etalon({"lock", "-f", "environment.yml"});
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error ==
        "error: environment.yml:2: the `pip:` section needs python, and the environment has none\n"
        "\n"
        "hint: add `python` and `pip` to the dependencies\n");
  CHECK_FALSE(std::filesystem::exists(home.path("conda-lock.yml")));

  home.set("CONDA_ADD_PIP_AS_PYTHON_DEPENDENCY", "false");
  home.write("environment.yml", "channels: [world]\ndependencies: [python, {pip: [requests]}]\n");
  const auto made = home.etalon({"lock", "-f", "environment.yml"});
  CHECK(made.standard_error.find(
            "warning: the manifest has a `pip:` section, but `pip` is not among its dependencies: "
            "it is added; write it down, so that the version is yours to choose\n") == 0);
  CHECK(made.standard_output.find("  + pip 24=0  (linux-64)\n") != std::string::npos);
  CHECK(check(home, 0).at("holds") == true);
  CHECK(names(home.json({"create", "-f", "conda-lock.yml", "-n", "x", "-d"})) ==
        std::vector<std::string>{"pip", "python"});
}
