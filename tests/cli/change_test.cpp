#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/tree_listing.hpp>

using etalon::read_file;
using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;
using Strings = std::vector<std::string>;

namespace {

std::vector<FixturePackage> world() {
  return {
      {"lib", "1.0", {}, {{"lib/lib.txt", "lib 1.0\n"}, {"lib/old/only", "1"}}},
      {"lib", "2.0", {}, {{"lib/lib.txt", "lib 2.0\n"}}},
      {"app", "1.0", {"lib"}, {{"bin/app", "#!/bin/sh\necho app 1.0\n", true}}},
      {"app", "2.0", {"lib >=2"}, {{"bin/app", "#!/bin/sh\necho app 2.0\n", true}}},
      {"tool", "1.0", {"base"}, {{"share/tool", "tool\n"}, {"share/both", "of tool\n"}}},
      {"base", "1.0", {}, {{"share/base", "base\n"}}},
      {"rival", "1.0", {}, {{"share/both", "of rival\n"}}},
  };
}

// `app` 1.0 and `lib` 1.0, the first of which was asked for.
void make_demo(const EtalonHome& home) {
  home.make_channel("world", world());
  home.json({"create", "-n", "demo", "-c", "world", "app=1", "lib=1"});
}

// "KIND NAME BEFORE -> AFTER: REASON".
Strings changes_of(const json& plan) {
  Strings texts;
  for (const auto& change : plan.at("changes")) {
    const auto version = [&](const char* when) {
      return change.at(when).is_null() ? "" : change.at(when).at("version").get<std::string>();
    };
    texts.push_back(change.at("kind").get<std::string>() + " " +
                    change.at("name").get<std::string>() + " " + version("before") + " -> " +
                    version("after") + ": " + change.at("reason").get<std::string>());
  }
  return texts;
}

Strings installed(const EtalonHome& home) {
  Strings packages;
  const auto list = home.json({"list", "-n", "demo"});
  for (const auto& package : list.at("packages")) {
    packages.push_back(package.at("name").get<std::string>() + " " +
                       package.at("version").get<std::string>());
  }
  return packages;
}

} // namespace

TEST_CASE("packages are installed, updated and removed, and the environment stays intact",
          "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  const auto prefix = home.prefix("demo");

  CHECK(changes_of(home.json({"install", "-n", "demo", "tool"})) ==
        Strings{"install base  -> 1.0: needed", "install tool  -> 1.0: requested"});
  CHECK(read_file(prefix / "share/tool") == "tool\n");

  CHECK(changes_of(home.json({"update", "-n", "demo", "--all"})).empty());
  CHECK(changes_of(home.json({"install", "-n", "demo", "app=2", "lib"})) ==
        Strings{"upgrade app 1.0 -> 2.0: requested", "upgrade lib 1.0 -> 2.0: requested"});
  CHECK(read_file(prefix / "lib/lib.txt") == "lib 2.0\n");
  CHECK_FALSE(std::filesystem::exists(prefix / "lib/old"));
  CHECK(home.etalon({"run", "-n", "demo", "--", "app"}).standard_output == "app 2.0\n");

  CHECK(changes_of(home.json({"remove", "-n", "demo", "tool", "--prune"})) ==
        Strings{"remove base 1.0 -> : no_longer_needed", "remove tool 1.0 -> : requested"});
  CHECK_FALSE(std::filesystem::exists(prefix / "share"));
  CHECK(installed(home) == Strings{"app 2.0", "lib 2.0"});
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());
  CHECK(home.json({"env", "info", "-n", "demo"}).at("requested_specs") == Strings{"app=2", "lib"});
}

TEST_CASE("a plan says what changes and why, and a dry run changes nothing", "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  home.json({"create", "-n", "other", "-c", "world", "app", "tool"}); // into the cache
  const auto before = etalon::list_everything(home.prefix("demo"));
  const auto plan = home.etalon({"install", "-n", "demo", "--dry-run", "app=2", "lib", "tool"});
  CHECK(plan.standard_output ==
        "Environment  demo\n"
        "  prefix     <home>/home/envs/demo\n"
        "\n"
        "New\n"
        "  Package  Version  Build  Channel    Size  Why\n"
        "  base     1.0      0      world    cached  needed by tool\n"
        "  tool     1.0      0      world    cached  requested: `tool`\n"
        "\n"
        "Updated\n"
        "  Package  Version     Build  Channel    Size  Why\n"
        "  app      1.0 -> 2.0  0      world    cached  requested: `app=2`\n"
        "  lib      1.0 -> 2.0  0      world    cached  requested: `lib`\n"
        "\n"
        "2 new, 2 updated\n");
  CHECK(plan.standard_error == "\nthis was a dry run: nothing was changed\n");
  CHECK(etalon::list_everything(home.prefix("demo")) == before);
}

TEST_CASE("an environment goes back to what it was, exactly", "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  const auto id = home.json({"env", "info", "-n", "demo"}).at("environment_id");
  home.json({"install", "-n", "demo", "app=2", "lib", "tool"});
  home.json({"remove", "-n", "demo", "tool"});
  CHECK(home.json({"env", "info", "-n", "demo"}).at("environment_id") != id);

  CHECK(changes_of(home.json({"env", "rollback", "-n", "demo", "0"})) ==
        Strings{"downgrade app 2.0 -> 1.0: requested",
                "remove base 1.0 -> : requested",
                "downgrade lib 2.0 -> 1.0: requested"});
  CHECK(home.json({"env", "info", "-n", "demo"}).at("environment_id") == id);
  CHECK(home.json({"env", "info", "-n", "demo"}).at("requested_specs") ==
        Strings{"app=1", "lib=1"});
  CHECK(read_file(home.prefix("demo") / "lib/old/only") == "1");
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());

  // Without a number: what was before.
  home.json({"env", "rollback", "-n", "demo"});
  CHECK(installed(home) == Strings{"app 2.0", "base 1.0", "lib 2.0"});
  CHECK(home.etalon({"env", "history", "-n", "demo"}).standard_error ==
        "etalon env rollback can go back to: 0 1 2 3 4\n");

  const auto refused = home.etalon({"env", "rollback", "-n", "demo", "9"});
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error == "error: `demo` has no revision 9\n\n"
                                  "hint: `etalon env history` shows which can be gone back to\n");
}

TEST_CASE("a manifest's changes are made, and with --prune nothing else is left", "[cli][change]") {
  EtalonHome home;
  home.make_channel("world", world());
  home.write("demo.yml",
             "name: demo\nchannels: [world]\ndependencies: [app=1, lib=1, tool]\n"
             "variables: {A: '1'}\n");
  home.json({"env", "create", "-f", "demo.yml"});
  home.write("demo.yml",
             "name: demo\nchannels: [world]\ndependencies: [app=2]\nvariables: {B: '2'}\n");
  // What was asked for before still holds.
  CHECK(home.etalon({"env", "update", "-f", "demo.yml", "--dry-run"}).state.code == 1);
  const auto pruned = home.json({"env", "update", "-f", "demo.yml", "--prune"});
  CHECK(changes_of(pruned) == Strings{"upgrade app 1.0 -> 2.0: requested",
                                      "remove base 1.0 -> : no_longer_needed",
                                      "upgrade lib 1.0 -> 2.0: ruled_out",
                                      "remove tool 1.0 -> : no_longer_needed"});
  CHECK(installed(home) == Strings{"app 2.0", "lib 2.0"});
  const auto info = home.json({"env", "info", "-n", "demo"});
  CHECK(info.at("requested_specs") == Strings{"app=2"});
  CHECK(info.at("variables") == json{{"A", "1"}, {"B", "2"}});

  home.write("other.yml", "name: other\nchannels: [world]\ndependencies: [app]\n");
  CHECK(home.etalon({"env", "update", "-f", "other.yml"}).standard_error ==
        "error: there is no environment `other`\n\n"
        "hint: make it: `etalon env create -f other.yml`\n");
}

TEST_CASE("pins hold, and frozen environments are left alone", "[cli][change]") {
  EtalonHome home;
  home.make_channel("world", world());
  home.json({"create", "-n", "demo", "-c", "world", "lib=1"});
  home.write("home/envs/demo/conda-meta/pinned", "# keep it\nlib 1.*\n");
  CHECK(home.etalon({"install", "-n", "demo", "lib=2"}).state.code == 1);
  CHECK(
      changes_of(home.json({"install", "-n", "demo", "lib", "--no-pin", "--update-deps"})).empty());
  CHECK(changes_of(home.json({"install", "-n", "demo", "lib=2", "--no-pin", "--dry-run"})) ==
        Strings{"upgrade lib 1.0 -> 2.0: requested"});

  home.write("home/envs/demo/conda-meta/frozen", R"({"message": "it is in use"})");
  for (const Strings& words : {Strings{"install", "-n", "demo", "tool"},
                               Strings{"env", "rollback", "-n", "demo", "0"},
                               Strings{"env", "remove", "-n", "demo", "-y"}}) {
    const auto refused = home.etalon(words);
    CHECK(refused.state.code == 4);
    CHECK(refused.standard_error == "error: environment `demo` is frozen: it is not to be changed\n"
                                    "  caused by: it is in use\n\n"
                                    "hint: make another one beside it, or add --override-frozen\n");
  }
  home.json({"install", "-n", "demo", "tool", "--override-frozen"});
  CHECK(installed(home) == Strings{"base 1.0", "lib 1.0", "tool 1.0"});
}

TEST_CASE("of packages that bring one file the first wins, and the other's comes back",
          "[cli][change]") {
  EtalonHome home;
  home.make_channel("world", world());
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  const auto both = home.prefix("demo") / "share/both";
  const auto added = home.etalon({"install", "-n", "demo", "-c", "world", "rival"});
  CHECK(added.standard_error.find("warning: `rival-1.0-0` and `tool-1.0-0` both bring "
                                  "`share/both`: that of `rival-1.0-0` is used\n") !=
        std::string::npos);
  CHECK(read_file(both) == "of rival\n");
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());
  home.json({"remove", "-n", "demo", "rival"});
  CHECK(read_file(both) == "of tool\n");
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());
}

TEST_CASE("an interrupted change is told to readers, and ended by who changes next",
          "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  home.write("home/envs/demo/.etalon-change/new/half", "");
  const auto journal = home.command(
      {"/bin/sh",
       "-c",
       "cd home/envs/demo/conda-meta && printf 'etalon-journal 1\\nowner 1\\ndurability process\\n'"
       " > body && sha256sum body | cut -c1-64 > sum && { cat body; printf 'sha256 '; cat sum; }"
       " > etalon-journal && rm body sum"});
  REQUIRE(journal.state.ok());
  const Strings readers[] = {{"list", "-n", "demo"},
                             {"run", "-n", "demo", "--", "true"},
                             {"env", "export", "-n", "demo"},
                             {"env", "verify", "-n", "demo"},
                             {"env", "info", "-n", "demo"},
                             {"install", "-n", "demo", "tool", "--dry-run"}};
  for (const Strings& reader : readers) {
    const auto refused = home.etalon(reader);
    CHECK(refused.state.code == 4);
    CHECK(refused.standard_error ==
          "error: a change of environment `demo` was interrupted: it holds some of the old and "
          "some of the new\n\n"
          "hint: take it back, or bring it to its end: `etalon env recover -p "
          "<home>/home/envs/demo`; so does the next command that changes it\n");
  }
  CHECK(std::filesystem::exists(home.prefix("demo") / ".etalon-change/new/half"));
  const auto changed = home.etalon({"install", "-n", "demo", "tool"});
  CHECK(changed.state.ok());
  CHECK(changed.standard_error.find("an interrupted change of `demo` was taken back\n") == 0);
  CHECK_FALSE(std::filesystem::exists(home.prefix("demo") / ".etalon-change"));
  CHECK(home.etalon({"env", "recover", "-n", "demo"}).standard_output ==
        "nothing to do: no change of `demo` was interrupted\n");
}

TEST_CASE("requests that cannot be met change nothing", "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  const auto refusal = [&](const Strings& words) { return home.etalon(words).standard_error; };
  CHECK(refusal({"install", "-n", "demo"}) ==
        "error: what to install must be said\n\n"
        "hint: name packages, for example `etalon install -n NAME numpy`, or give -f FILE\n");
  CHECK(refusal({"update", "-n", "demo"}) ==
        "error: what to update must be said\n\n"
        "hint: name packages, or say --all: `etalon update -n NAME --all`\n");
  CHECK(refusal({"remove", "-n", "demo"}) ==
        "error: what to remove must be said\n\n"
        "hint: name packages, or say --all for the whole environment\n");
  CHECK(refusal({"update", "-n", "demo", "app", "--all"}) ==
        "error: either names or --all, not both\n\n"
        "hint: name packages, or say --all: `etalon update -n NAME --all`\n");
  CHECK(refusal({"env", "rollback", "-n", "demo"}) ==
        "error: there is nothing to go back to: the environment was never changed\n");
  CHECK(refusal({"env", "rollback", "-n", "demo", "first"}) ==
        "error: `first` is no number of a revision\n\n"
        "hint: `etalon env history` shows them\n");
  std::filesystem::remove_all(home.prefix("demo") / "conda-meta/etalon-generations");
  CHECK(refusal({"env", "rollback", "-n", "demo", "0"}) ==
        "error: nobody kept what revision 0 of `demo` held: another program made it\n\n"
        "hint: `etalon env history` shows which can be gone back to\n");
  CHECK(refusal({"remove", "-n", "demo", "ap"}) == "error: `ap` is not installed\n\n"
                                                   "hint: did you mean `app`?\n");
  const auto unsolvable = home.etalon({"install", "-n", "demo", "app=2", "lib=1"});
  CHECK(unsolvable.state.code == 1);
  CHECK(unsolvable.standard_error.find(
            "error: no set of packages satisfies what `demo` asks for") == 0);
  CHECK(home.etalon({"install", "-n", "demo", "app=1"}).standard_output ==
        "nothing to do: `demo` is as asked for\n");
  CHECK(installed(home) == Strings{"app 1.0", "lib 1.0"});
}

TEST_CASE("an environment is cloned and renamed", "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  const auto id = home.json({"env", "info", "-n", "demo"}).at("environment_id");
  home.json({"env", "clone", "-n", "demo", "copy"});
  home.json({"create", "--clone", "demo", "-n", "second"});
  for (const auto* name : {"copy", "second"}) {
    const auto info = home.json({"env", "info", "-n", name});
    CHECK(info.at("environment_id") == id);
    CHECK(info.at("requested_specs") == Strings{"app=1", "lib=1"});
    CHECK(info.at("channels") == Strings{"world"});
    CHECK(home.json({"env", "verify", "-n", name, "--full"}).at("findings") == json::array());
  }
  CHECK(home.etalon({"env", "rename", "-n", "demo", "copy"}).standard_error ==
        "error: `copy` is there already\n\nhint: choose another name\n");
  const auto renamed = home.etalon({"env", "rename", "-n", "demo", "other"});
  CHECK(renamed.state.ok());
  CHECK_FALSE(std::filesystem::exists(home.prefix("demo")));
  CHECK(home.json({"env", "info", "-n", "other"}).at("environment_id") == id);
  CHECK(home.etalon({"create", "--clone", "other", "-n", "x", "tool"}).standard_error ==
        "error: a clone has the packages of the other environment, and no others\n\n"
        "hint: leave out specs and files, or change it afterwards with `etalon install`\n");
}

TEST_CASE("an explicit list or lock brings its packages beside those that are there",
          "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  home.json({"create", "-n", "other", "-c", "world", "tool"});
  home.write("list.txt", home.output_of({"env", "export", "-n", "other", "--explicit"}));
  CHECK(changes_of(home.json({"install", "-n", "demo", "-f", "list.txt"})) ==
        Strings{"install base  -> 1.0: requested", "install tool  -> 1.0: requested"});
  CHECK(installed(home) == Strings{"app 1.0", "base 1.0", "lib 1.0", "tool 1.0"});
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());
}

TEST_CASE("a package is linked again where that is asked for", "[cli][change]") {
  EtalonHome home;
  make_demo(home);
  etalon::make_posix_file_system()->remove_file(home.prefix("demo") / "bin/app");
  CHECK(home.etalon({"env", "verify", "-n", "demo"}).state.code == 1);
  CHECK(changes_of(home.json({"install", "-n", "demo", "app=1", "--force-reinstall"})) ==
        Strings{"relink app 1.0 -> 1.0: reinstalled"});
  CHECK(home.json({"env", "verify", "-n", "demo", "--full"}).at("findings") == json::array());
  CHECK(home.json({"list", "-n", "demo", "--revisions"}).at("revisions").size() == 2);
}
