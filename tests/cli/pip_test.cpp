#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <support/pip_world.hpp>

using namespace etalon::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

// A home with the channel `world` of real Python and pip; false where this machine has no pip.
bool make_world(const EtalonHome& home, std::vector<FixturePackage> packages = {}) {
  const auto python = HostPython::find(home);
  if (!python) {
    WARN("not tested: this machine's python3 has no pip");
    return false;
  }
  packages.push_back(python->python_package());
  packages.push_back(python->pip_package());
  home.make_channel("world", packages);
  return true;
}

std::string manifest(const std::string& pip_lines,
                     const std::string& dependencies = "python, pip") {
  return "name: demo\nchannels: [world]\ndependencies: [" + dependencies + ", {pip: [" + pip_lines +
         "]}]\n";
}

const FixtureWheel k_helper{"helper", "2.0", "word = 'helped'\n"};
const FixtureWheel k_demo{
    "demo", "1.0", "import helper\ndef main():\n    print(helper.word)\n", {"helper"}, "demo-say"};

std::string text_below(const fs::path& directory) {
  std::string text;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    text += entry.is_regular_file() ? etalon::read_file(entry.path()) : "";
  }
  return text;
}

json pip_names(const json& packages) {
  json names = json::array();
  for (const auto& package : packages) {
    names.push_back(package.at("name").get<std::string>() +
                    "==" + package.at("version").get<std::string>());
  }
  return names;
}

} // namespace

TEST_CASE("the pip section is installed, recorded, exported and made again", "[cli][pip]") {
  EtalonHome home;
  if (!make_world(home)) {
    return;
  }
  WheelIndex index(home, {k_helper, k_demo});
  index.ask_for_login("me", "hidden-word");
  // Nothing of a person's own settings counts but where packages are found.
  home.write("user/.config/pip/pip.conf",
             "[global]\nuser = true\nno-deps = true\nindex-url = " + index.url() + "\n");
  home.set("PYTHONPATH", "/nowhere");
  home.write("demo.yml", manifest("demo"));

  const auto planned = home.json({"env", "create", "-f", "demo.yml", "--dry-run"});
  CHECK(planned.at("pip") == json{"demo"});
  const auto created = home.json({"env", "create", "-f", "demo.yml"});
  const auto& result = created.at("result");
  CHECK(pip_names(result.at("pip").at("packages")) == json{"demo==1.0", "helper==2.0"});
  CHECK(result.at("pip").at("overridden").empty());
  const auto id = result.at("environment_id").get<std::string>();
  CHECK(home.json({"env", "info", "-n", "demo"}).at("environment_id") == id);
  CHECK(home.etalon({"run", "-n", "demo", "--", "demo-say"}).standard_output == "helped\n");

  const auto verified = home.json({"env", "verify", "-n", "demo", "--full"});
  CHECK(verified.at("intact") == true);
  CHECK(verified.at("environment_id") == id);

  const auto record = json::parse(etalon::read_file(home.prefix("demo") / "conda-meta/etalon-pip"));
  CHECK(record.at("requested") == json{"demo"});
  const auto& demo = record.at("packages").at(0);
  CHECK(demo.at("url").get<std::string>().find("/wheels/demo-1.0-py3-none-any.whl") !=
        std::string::npos);
  CHECK(demo.at("sha256") == etalon::sha256_file(home.path("wheels/demo-1.0-py3-none-any.whl")));
  CHECK(text_below(home.prefix("demo")).find("hidden-word") == std::string::npos);

  const auto snapshot = home.output_of({"env", "export", "-n", "demo"});
  CHECK(snapshot.find("  - pip:\n      - demo==1.0\n      - helper==2.0\n") != std::string::npos);
  home.write("snapshot.yml", snapshot);
  const auto again = home.json({"env", "create", "-f", "snapshot.yml", "-n", "again"});
  CHECK(again.at("result").at("environment_id") == id);
}

TEST_CASE("what pip says is shown as it comes, without passwords", "[cli][pip]") {
  EtalonHome home;
  if (!make_world(home)) {
    return;
  }
  WheelIndex index(home, {k_helper});
  index.ask_for_login("me", "hidden-word");
  home.write("demo.yml", manifest("'--index-url " + index.url() + "', helper"));
  const auto created = home.etalon({"env", "create", "-f", "demo.yml", "-y"});
  CHECK(created.state.code == 0);
  CHECK(created.standard_error.find("pip: Collecting helper\n") != std::string::npos);
  CHECK(created.standard_output.find("2 packages and 1 by pip") != std::string::npos);
  CHECK(created.standard_error.find("hidden-word") == std::string::npos);
  CHECK(text_below(home.prefix("demo")).find("hidden-word") == std::string::npos);
  // The option comes back, so that the snapshot finds the same index.
  CHECK(home.output_of({"env", "export", "-n", "demo"}).find("--index-url") != std::string::npos);
}

TEST_CASE("when pip fails no environment is left, and the packages stay", "[cli][pip]") {
  EtalonHome home;
  if (!make_world(home)) {
    return;
  }
  const WheelIndex index(home, {k_helper});
  home.set("PIP_INDEX_URL", index.url());
  home.write("demo.yml", manifest("absent-package"));
  const auto output = home.etalon({"env", "create", "-f", "demo.yml", "-y", "--quiet"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("error: failed to create environment `demo`\n"
                                   "  caused by: pip cannot install the `pip:` section\n"
                                   "  caused by: pip exited with status 1\n"
                                   "  caused by: ") == 0);
  CHECK(output.standard_error.find("No matching distribution found for absent-package") !=
        std::string::npos);
  CHECK(!fs::exists(home.prefix("demo")));
  const auto planned = home.json({"env", "create", "-f", "demo.yml", "--dry-run"});
  for (const auto& package : planned.at("packages")) {
    CHECK(package.at("cached") == true);
  }
}

TEST_CASE("a pip section without python is refused before anything is fetched", "[cli][pip]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.write("demo.yml",
             "name: demo\nchannels: [world]\ndependencies:\n  - tool\n  - pip:\n    - x\n");
  const auto output = home.etalon({"env", "create", "-f", "demo.yml", "-y"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error ==
        "error: demo.yml:6: the `pip:` section needs python, and the environment has none\n"
        "\n"
        "hint: add `python` and `pip` to the dependencies\n");
  CHECK(!fs::exists(home.prefix("demo")));
  CHECK(!fs::exists(home.home() / "pkgs-v1"));
}

TEST_CASE("pip comes with python where the manifest forgot it", "[cli][pip]") {
  EtalonHome home;
  const FixturePackage python{"python", "3.11.0", {}, {{"bin/python3.11", "#!/bin/sh\n", true}}};
  home.make_channel("bare", {python});
  home.make_channel("world", {python, {"pip", "23.0"}});
  home.write("demo.yml", manifest("x", "python"));
  const auto output = home.etalon({"env", "create", "-f", "demo.yml", "--dry-run"});
  CHECK(output.state.code == 0);
  CHECK(output.standard_output.find("\n  pip") != std::string::npos);
  CHECK(output.standard_output.find("\nthen pip installs:\n  x\n") != std::string::npos);

  const auto refused = home.etalon(
      {"env", "create", "-f", "demo.yml", "-c", "bare", "--override-channels", "--dry-run"});
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error ==
        "error: demo.yml:3: the `pip:` section needs `pip`, and no channel has it\n"
        "\n"
        "hint: add a channel that has `pip`, or take the `pip:` section out\n");
}

TEST_CASE("a conda package that pip replaces is reported, and the cache keeps it", "[cli][pip]") {
  EtalonHome home;
  const auto python = HostPython::find(home);
  if (!python) {
    WARN("not tested: this machine's python3 has no pip");
    return;
  }
  const auto site = python->site_packages();
  const auto info = site + "/gadget-1.0.dist-info";
  make_world(home,
             {{"gadget",
               "1.0",
               {"python"},
               {{site + "/gadget.py", "word = 'conda'\n"},
                {info + "/METADATA", "Metadata-Version: 2.1\nName: gadget\nVersion: 1.0\n"},
                {info + "/INSTALLER", "conda\n"},
                {info + "/RECORD",
                 "gadget.py,,\ngadget-1.0.dist-info/METADATA,,\n"
                 "gadget-1.0.dist-info/INSTALLER,,\n"
                 "gadget-1.0.dist-info/RECORD,,\n"}}}});
  const WheelIndex index(home, {{"gadget", "2.0", "word = 'pip'\n"}});
  home.set("PIP_INDEX_URL", index.url());

  home.write("kept.yml", manifest("gadget", "python, pip, gadget"));
  const auto kept = home.json({"env", "create", "-f", "kept.yml", "-n", "kept"}).at("result");
  CHECK(kept.at("pip").at("packages").empty());
  CHECK(kept.at("pip").at("overridden").empty());

  home.write("demo.yml", manifest("gadget==2.0", "python, pip, gadget"));
  const auto output = home.etalon({"env", "create", "-f", "demo.yml", "--json"});
  REQUIRE(output.state.ok());
  CHECK(output.standard_error == "warning: pip replaced conda's `gadget 1.0` by 2.0 (4 files)\n");
  const auto result = json::parse(output.standard_output).at("result");
  const auto& overridden = result.at("pip").at("overridden").at(0);
  CHECK(overridden.at("name") == "gadget");
  CHECK(overridden.at("pip_version") == "2.0");
  CHECK(overridden.at("paths").size() == 4);
  CHECK(home.json({"env", "info", "-n", "demo"}).at("environment_id") ==
        result.at("environment_id"));
  CHECK(home.etalon({"env", "verify", "-n", "demo"}).state.code == 1);

  // What the other environment and the cache share with this one is as it was.
  CHECK(etalon::read_file(home.prefix("kept") / site / "gadget.py") == "word = 'conda'\n");
  CHECK(etalon::read_file(home.prefix("demo") / site / "gadget.py") == "word = 'pip'\n");
  CHECK(home.json({"env", "verify", "-n", "kept", "--full"}).at("intact") == true);
  home.json({"env", "remove", "-n", "kept", "-y"});
  const auto again = home.json({"env", "create", "-f", "kept.yml", "-n", "kept", "--dry-run"});
  for (const auto& package : again.at("packages")) {
    CHECK(package.at("cached") == true);
  }
  home.json({"env", "create", "-f", "kept.yml", "-n", "kept"});
  CHECK(etalon::read_file(home.prefix("kept") / site / "gadget.py") == "word = 'conda'\n");
}

TEST_CASE("relative paths of the pip section lie beside the manifest", "[cli][pip]") {
  EtalonHome home;
  if (!make_world(home)) {
    return;
  }
  WheelIndex::make(home, k_helper);
  WheelIndex::make(home, k_demo);
  home.set("PIP_NO_INDEX", "1");
  fs::create_directories(home.path("project"));
  fs::rename(home.path("wheels"), home.path("project/wheels"));
  home.write("project/more.txt", "demo\n");
  home.write("project/demo.yml",
             manifest("'--find-links wheels', -r more.txt, ./wheels/helper-2.0-py3-none-any.whl"));
  const auto result = home.json({"env", "create", "-f", "project/demo.yml"}).at("result");
  CHECK(pip_names(result.at("pip").at("packages")) == json{"demo==1.0", "helper==2.0"});
  CHECK(home.etalon({"run", "-n", "demo", "--", "demo-say"}).standard_output == "helped\n");

  // A damaged file of pip's is damage.
  const auto site = HostPython::find(home)->site_packages();
  home.files().remove_file(home.prefix("demo") / site / "helper.py");
  const auto verified = home.etalon({"env", "verify", "-n", "demo"});
  CHECK(verified.state.code == 1);
  CHECK(verified.standard_output.find("missing: " + site + "/helper.py (helper-2.0-pypi_0)\n") ==
        0);
}
