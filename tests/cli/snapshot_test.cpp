#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;

namespace {

// `app` needs a library and what every machine has; `pure` is for any platform.
std::vector<FixturePackage> snapshot_world() {
  return {
      {"library", "1.0", {}, {{"lib/library.txt", "library 1.0\n"}}},
      {"library", "2.0", {}, {{"lib/library.txt", "library 2.0\n"}}},
      {"pure", "0.1", {}, {{"share/pure.txt", "pure\n"}}, "any_0", "", "  noarch: generic\n"},
      {"app",
       "1.5",
       {"library >=1.0,<2", "pure", "__glibc >=2.1"},
       {{"bin/app", "#!/bin/sh\necho app of @PREFIX@\n", true}}},
  };
}

void make_demo(const EtalonHome& home) {
  home.make_channel("world", snapshot_world());
  home.write("demo.yml",
             "name: demo\nchannels: [world]\ndependencies: [app>=1, 'library=1.*']\n"
             "variables: {GREETING: hello}\n");
  home.json({"env", "create", "-f", "demo.yml"});
}

json info(const EtalonHome& home, const std::string& name) {
  return home.json({"env", "info", "-n", name});
}

} // namespace

TEST_CASE("every form of a snapshot makes the same environment without repodata",
          "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  const auto id = info(home, "demo").at("environment_id");
  for (const std::string form : {"explicit", "conda-lock", "pixi", "json"}) {
    INFO(form);
    const auto text = home.output_of({"env", "export", "-n", "demo", "--format", form});
    CHECK(text == home.output_of({"env", "export", "-n", "demo", "--format", form}));
    CHECK(text.find("envs/demo") == std::string::npos);
    home.write("snapshot", text);
    std::filesystem::remove(home.home() / "channels/world/linux-64/repodata.json");
    std::filesystem::remove_all(home.path("cache"));
    const auto made = home.json({"env", "create", "-f", "snapshot", "-n", form});
    CHECK(made.at("packages").size() == 3);
    CHECK(home.etalon({"run", "-n", form, "--", "app"}).standard_output ==
          "app of <home>/home/envs/" + form + "\n");
    // Variables travel with the JSON only; they are part of the id.
    CHECK((info(home, form).at("environment_id") == id) == (form == "json"));
    CHECK(info(home, form).at("channels") == json::array({"world"}));
    CHECK(info(home, form).at("requested_specs").size() ==
          (form == "explicit" || form == "pixi" ? 0 : 2));
    CHECK(home.json({"env", "verify", "-n", form, "--full"}).at("intact") == true);
    // What is made of a lock gives the same lock.
    if (form == "conda-lock" || form == "pixi") {
      CHECK(home.output_of({"env", "export", "-n", form, "--format", form}) == text);
    }
  }
}

TEST_CASE("an export says on stderr what is not portable", "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  home.write("home/envs/demo/lib/library.txt", "changed\n");
  const auto exported = home.etalon({"env", "export", "-n", "demo", "--format", "conda-lock"});
  CHECK(exported.state.ok());
  CHECK(exported.standard_error ==
        "not portable: 3 packages come from `file://<home>/home/channels/world`, a channel of this "
        "machine\n"
        "not portable: `app` needs `__glibc >=2.1` of the machine\n"
        "not portable: `library-1.0-0` was changed after it was installed: lib/library.txt\n");
  CHECK(home.etalon({"-q", "env", "export", "-n", "demo"}).standard_error.empty());
}

TEST_CASE("an export from history has the specs as they were asked for", "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  CHECK(home.output_of({"env", "export", "-n", "demo", "--from-history"}) == "name: demo\n"
                                                                             "channels:\n"
                                                                             "  - world\n"
                                                                             "dependencies:\n"
                                                                             "  - app>=1\n"
                                                                             "  - library=1.*\n"
                                                                             "variables:\n"
                                                                             "  GREETING: hello\n");
  const auto mixed =
      home.etalon({"env", "export", "-n", "demo", "--from-history", "--format", "pixi"});
  CHECK(mixed.state.code == 2);
  CHECK(mixed.standard_error ==
        "error: --no-builds and --from-history are about environment.yml only\n"
        "\n"
        "hint: leave out --format\n");
}

TEST_CASE("a lock without this platform names those it has", "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  auto text = home.output_of({"env", "export", "-n", "demo", "--format", "conda-lock"});
  home.write("other.yml", etalon::replace_all(text, "linux-64", "osx-arm64"));
  const auto refused = home.etalon({"env", "create", "-f", "other.yml", "-n", "never"});
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error ==
        "error: other.yml locks nothing for linux-64\n"
        "\n"
        "hint: it has osx-arm64; add this one with `etalon lock --platform linux-64`\n");
  const auto mixed = home.etalon({"create", "-f", "other.yml", "-n", "never", "app"});
  CHECK(mixed.state.code == 2);
  CHECK(mixed.standard_error ==
        "error: a lock file cannot be mixed with further specs\n"
        "\n"
        "hint: create from the lock alone, or put the specs into its manifest and run `etalon "
        "lock`\n");
}

TEST_CASE("categories beyond main and dev are made on request", "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  auto text = home.output_of({"env", "export", "-n", "demo", "--format", "conda-lock"});
  const auto place = text.find("category: main", text.find("name: pure"));
  text.replace(place, 14, "category: docs");
  home.write("lock.yml", text);
  const auto plain = home.etalon({"create", "-f", "lock.yml", "-n", "plain"});
  CHECK(plain.standard_error.find("warning: the packages of category `docs` are left out; add them "
                                  "with --category docs\n") != std::string::npos);
  CHECK(info(home, "plain").at("packages") == 2);
  home.json({"create", "-f", "lock.yml", "-n", "whole", "--category", "docs"});
  CHECK(info(home, "whole").at("packages") == 3);
}

TEST_CASE("credentials are in no form of a snapshot", "[cli][snapshot]") {
  const EtalonHome home;
  make_demo(home);
  const auto records = home.prefix("demo") / "conda-meta";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(records)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    const auto text = etalon::read_file(entry.path());
    const auto local = "file://" + (home.home() / "channels/world").string();
    home.write(std::filesystem::relative(entry.path(), home.path("")).string(),
               etalon::replace_all(
                   etalon::replace_all(text, local, "https://user:secret@host/t/TOKEN/world"),
                   "\"channel\": \"world\"",
                   "\"channel\": \"https://user:secret@host/t/TOKEN/world\""));
  }
  for (const std::string form : {"environment-yaml", "explicit", "conda-lock", "pixi", "json"}) {
    const auto exported = home.etalon({"env", "export", "-n", "demo", "--format", form});
    INFO(form << exported.standard_output << exported.standard_error);
    CHECK(exported.state.ok());
    CHECK(exported.standard_output.find("secret") == std::string::npos);
    CHECK(exported.standard_output.find("TOKEN") == std::string::npos);
    CHECK(exported.standard_error.find("secret") == std::string::npos);
  }
}
