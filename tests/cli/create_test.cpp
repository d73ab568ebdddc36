#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;

namespace {

// A small world: `app` needs `library`, of which there are two versions and two variants.
std::vector<FixturePackage> small_world() {
  return {
      {"library", "1.0", {}, {{"lib/library.txt", "library 1.0\n"}}},
      {"library", "2.0", {}, {{"lib/library.txt", "library 2.0\n"}}},
      {"app",
       "1.5",
       {"library >=1.0"},
       {{"bin/app", "#!/bin/sh\necho app of @PREFIX@\n", true},
        {"share/app/where", "prefix=@PREFIX@\n"}}},
  };
}

constexpr const char* k_manifest = "name: demo\n"
                                   "channels: [world]\n"
                                   "dependencies: [app, library=1.0]\n"
                                   "variables: {GREETING: hello}\n";

std::vector<std::string> names_and_versions(const json& plan) {
  std::vector<std::string> found;
  for (const auto& package : plan.at("packages")) {
    found.push_back(package.at("name").get<std::string>() + " " +
                    package.at("version").get<std::string>());
  }
  return found;
}

} // namespace

TEST_CASE("an environment is made from a manifest, exported, made again and removed",
          "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());
  home.write("demo.yml", k_manifest);

  const auto created = home.json({"env", "create", "-f", "demo.yml"});
  CHECK(names_and_versions(created) == std::vector<std::string>{"app 1.5", "library 1.0"});
  CHECK(etalon::read_file(home.prefix("demo") / "lib/library.txt") == "library 1.0\n");
  CHECK(etalon::read_file(home.prefix("demo") / "share/app/where") ==
        "prefix=" + home.prefix("demo").string() + "\n");

  const auto ran = home.etalon({"run", "-n", "demo", "--", "app"});
  CHECK(ran.standard_output == "app of <home>/home/envs/demo\n");

  const auto snapshot = home.etalon({"env", "export", "-n", "demo"});
  CHECK(snapshot.standard_output == "name: demo\n"
                                    "channels:\n"
                                    "  - world\n"
                                    "dependencies:\n"
                                    "  - app=1.5=0\n"
                                    "  - library=1.0=0\n"
                                    "variables:\n"
                                    "  GREETING: hello\n");

  const auto id = home.json({"env", "info", "-n", "demo"}).at("environment_id");
  CHECK(id == created.at("result").at("environment_id"));
  home.write("snapshot.yml", snapshot.standard_output);
  home.json({"env", "create", "-f", "snapshot.yml", "-n", "again"});
  CHECK(home.json({"env", "info", "-n", "again"}).at("environment_id") == id);

  home.write("explicit.txt", home.output_of({"env", "export", "-n", "demo", "--explicit"}));
  const auto listed = home.json({"create", "-f", "explicit.txt", "-n", "listed"});
  CHECK(names_and_versions(listed) == std::vector<std::string>{"app 1.5", "library 1.0"});
  CHECK(home.json({"env", "info", "-n", "listed"}).at("channels") == json::array({"world"}));

  CHECK(home.json({"env", "verify", "-n", "again", "--full"}).at("intact") == true);
  CHECK(home.json({"env", "list"}).at("environments").size() == 3);
  CHECK(home.etalon({"env", "remove", "-n", "again", "-y"}).standard_output == "removed `again`\n");
  CHECK_FALSE(std::filesystem::exists(home.prefix("again")));
}

TEST_CASE("an environment made again at the same place has the same bytes", "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());
  home.write("demo.yml", k_manifest);
  const auto where = home.prefix("demo") / "share/app/where";

  home.json({"env", "create", "-f", "demo.yml"});
  home.write("explicit.txt", home.output_of({"env", "export", "-n", "demo", "--explicit"}));
  const auto first = etalon::sha256_file(where);
  home.etalon({"env", "remove", "-n", "demo", "-y"});
  home.json({"create", "-f", "explicit.txt", "-n", "demo"});

  CHECK(etalon::sha256_file(where) == first);
}

TEST_CASE("a noarch package of an explicit list is linked as its own metadata says",
          "[cli][create]") {
  EtalonHome home;
  home.make_channel("world",
                    {{"python",
                      "3.11.2",
                      {},
                      {{"bin/python3.11", "#!/bin/sh\nexit 0\n", true}},
                      "0",
                      "",
                      "  python: {site_packages_path: lib/python3/dist-packages}\n"},
                     {"pure",
                      "1.0",
                      {"python"},
                      {{"site-packages/pure.py", "answer = 42\n"}},
                      "0",
                      "",
                      "  noarch: python\n"}});
  home.json({"create", "-n", "demo", "-c", "world", "pure"});
  home.write("explicit.txt", home.output_of({"env", "export", "-n", "demo", "--explicit"}));

  home.json({"create", "-f", "explicit.txt", "-n", "listed"});

  CHECK(etalon::read_file(home.prefix("listed") / "lib/python3/dist-packages/pure.py") ==
        "answer = 42\n");
}

TEST_CASE("an export keeps the channels in their order", "[cli][create]") {
  EtalonHome home;
  home.make_channel("zeta", {{"tool", "1.0"}});
  home.make_channel("alpha", {{"tool", "2.0"}, {"other", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "zeta", "-c", "alpha", "other", "tool"});
  CHECK(home.output_of({"env", "export", "-n", "demo"}) == "name: demo\n"
                                                           "channels:\n"
                                                           "  - zeta\n"
                                                           "  - alpha\n"
                                                           "dependencies:\n"
                                                           "  - other=1.0=0\n"
                                                           "  - tool=1.0=0\n");
}

TEST_CASE("create takes specs and channels from the command line", "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());

  const auto plan = home.json({"create", "-n", "typed", "-c", "world", "library<2", "--dry-run"});

  CHECK(names_and_versions(plan) == std::vector<std::string>{"library 1.0"});
  CHECK(plan.at("dry_run") == true);
  CHECK(plan.at("packages").at(0).at("required_by") == json::array({"library<2"}));
  CHECK_FALSE(std::filesystem::exists(home.prefix("typed")));
}

TEST_CASE("a dry run shows the plan as a table", "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());
  home.write("demo.yml", k_manifest);

  const auto shown = home.etalon({"env", "create", "-f", "demo.yml", "--dry-run"});

  CHECK(shown.state.code == 0);
  CHECK(shown.standard_output.find("Environment  demo\n"
                                   "  prefix     <home>/home/envs/demo\n"
                                   "  platform   linux-64\n"
                                   "  channels   world\n"
                                   "\n"
                                   "  Package  Version  Build  Channel") == 0);
  CHECK(shown.standard_error == "\nthis was a dry run: nothing was changed\n");
}

TEST_CASE("a request without answer says why and ends with 1", "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());

  const auto refused = home.etalon({"create", "-n", "never", "-c", "world", "app", "library<1"});

  CHECK(refused.state.code == 1);
  CHECK(refused.standard_output.empty());
  CHECK(refused.standard_error.find(
            "error: no set of packages satisfies what `never` asks for\n") == 0);
  CHECK(refused.standard_error.find("library") != std::string::npos);
}

TEST_CASE("an unknown package is named with what is near", "[cli][create]") {
  EtalonHome home;
  home.make_channel("world", small_world());

  const auto refused = home.etalon({"create", "-n", "never", "-c", "world", "libary"});

  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find("did you mean `library`?") != std::string::npos);
}
