#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/loopback_server.hpp>
#include <support/tls_server.hpp>

using etalon::LoopbackServer;
using etalon::TlsServer;
using etalon::test::EtalonHome;

// What each setting of a .condarc changes.

namespace {

// A home with a channel `world` in a folder `served`, which is no folder of local channels: it is
// found through the configuration or not at all.
class ServedHome : public EtalonHome {
public:
  ServedHome() {
    make_channel("world",
                 {{"tool", "1.0", {}, {{"bin/tool", "#!/bin/sh\necho tool 1\n", true}}},
                  {"tool", "2.0", {}, {{"bin/tool", "#!/bin/sh\necho tool 2\n", true}}}});
    serve("world");
  }

  // Moves a local channel away.
  void serve(const std::string& channel) const {
    files().create_directories(served());
    files().rename(home() / "channels" / channel, served() / channel);
  }

  [[nodiscard]] std::filesystem::path served() const { return path("served"); }

  [[nodiscard]] std::string url(const std::string& channel = "") const {
    return "file://" + served().string() + (channel.empty() ? "" : "/" + channel);
  }

  void condarc(const std::string& yaml) const { write("user/.condarc", yaml); }

  // The URLs that `create` would take packages from.
  [[nodiscard]] std::vector<std::string> planned(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"create", "-n", "demo", "--dry-run"});
    std::vector<std::string> urls;
    const auto plan = json(arguments);
    for (const auto& package : plan.at("packages")) {
      urls.push_back(package.at("url"));
    }
    return urls;
  }

  [[nodiscard]] std::string world_tool() const {
    return "file://<home>/served/world/linux-64/tool-2.0-0.conda";
  }
};

using Urls = std::vector<std::string>;

} // namespace

TEST_CASE("channels serve where none is named", "[cli][config]") {
  const ServedHome home;
  CHECK(home.etalon({"create", "-n", "demo", "tool", "--dry-run"}).state.code == 2);
  home.condarc("channels: ['" + home.url("world") + "']\n");
  CHECK(home.planned({"tool"}) == Urls{home.world_tool()});
  home.write("demo.yml", "name: demo\ndependencies: [tool]\n");
  CHECK(home.planned({"-f", "demo.yml"}) == Urls{home.world_tool()});
  home.write("other.yml", "name: demo\nchannels: [./none]\ndependencies: [tool]\n");
  CHECK(home.etalon({"create", "-f", "other.yml", "--dry-run"}).state.code == 4);
}

TEST_CASE("names of channels are found by alias, custom channels and lists", "[cli][config]") {
  ServedHome home;
  home.condarc("channel_alias: '" + home.url() + "'\n");
  CHECK(home.planned({"-c", "world", "tool"}) == Urls{home.world_tool()});
  home.condarc("custom_channels: {world: '" + home.url() + "'}\n");
  CHECK(home.planned({"-c", "world", "tool"}) == Urls{home.world_tool()});
  home.condarc("custom_channels: {world: ~/../served}\n");
  CHECK(home.planned({"-c", "world", "tool"}) == Urls{home.world_tool()});
  home.condarc("custom_multichannels: {ours: ['" + home.url("world") + "']}\n");
  CHECK(home.planned({"-c", "ours", "tool"}) == Urls{home.world_tool()});
  home.condarc("default_channels: ['${CHANNELS}/world']\n");
  home.set("CHANNELS", home.url());
  CHECK(home.planned({"-c", "defaults", "tool"}) == Urls{home.world_tool()});
  home.write("demo.yml", "channels: [defaults, nodefaults]\ndependencies: [tool]\n");
  CHECK(home.planned({"-f", "demo.yml"}) == Urls{home.world_tool()});
}

TEST_CASE("channel_priority decides between channels, the option over it", "[cli][config]") {
  const ServedHome home;
  home.make_channel("first", {{"tool", "0.5"}});
  const std::vector<std::string> words = {
      "create", "-n", "demo", "--dry-run", "-c", "first", "-c", home.url("world"), "tool>=1"};
  CHECK(home.etalon(words).state.code == 0);
  home.condarc("channel_priority: strict\n");
  CHECK(home.etalon(words).state.code == 1);
  auto flexible = words;
  flexible.insert(flexible.end(), {"--channel-priority", "flexible"});
  CHECK(home.etalon(flexible).state.code == 0);
}

TEST_CASE("subdir is the platform that is solved for", "[cli][config]") {
  const ServedHome home;
  home.condarc("subdir: osx-arm64\nchannels: ['" + home.url("world") + "']\n");
  CHECK(home.json({"create", "-n", "demo", "--dry-run"}).at("platform") == "osx-arm64");
  CHECK(home.json({"create", "-n", "demo", "--dry-run", "--platform", "linux-64"}).at("platform") ==
        "linux-64");
}

TEST_CASE("envs_dirs are where environments are made and found", "[cli][config]") {
  const ServedHome home;
  home.json({"create", "-n", "old", "-c", home.url("world"), "tool=1"});
  home.condarc("envs_dirs: [~/.condarc/no, ~/envs, ~/more]\n");

  const auto made = home.json({"create", "-n", "demo", "-c", home.url("world"), "tool=2"});

  CHECK(made.at("prefix") == "<home>/user/envs/demo");
  CHECK(made.at("name") == "demo");
  const auto listed = home.json({"env", "list"}).at("environments");
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].at("prefix") == "<home>/user/envs/demo");
  CHECK(listed[0].at("name") == "demo");
  CHECK(listed[1].at("prefix") == "<home>/home/envs/old");
  CHECK(home.etalon({"run", "-n", "demo", "--", "tool"}).standard_output == "tool 2\n");
  CHECK(home.etalon({"run", "-n", "old", "--", "tool"}).standard_output == "tool 1\n");
  const auto again = home.etalon({"create", "-n", "old", "-c", home.url("world"), "tool"});
  CHECK(again.state.code == 4);
  CHECK(again.standard_error.find("environment `old` exists already") != std::string::npos);
  CHECK(home.etalon({"env", "remove", "-n", "demo", "-y"}).state.code == 0);
  CHECK_FALSE(std::filesystem::exists(home.path("user/envs/demo")));
}

TEST_CASE("pinned packages hold for what is installed", "[cli][config]") {
  const ServedHome home;
  home.condarc("channels: ['" + home.url("world") +
               "']\npinned_packages:\n  - tool <2\n  - absent >1\n");
  const auto plan = home.json({"create", "-n", "demo", "--dry-run", "tool"});
  CHECK(plan.at("packages").at(0).at("version") == "1.0");
  CHECK(home.planned({"--no-pin", "tool"}) == Urls{home.world_tool()});

  const auto refused = home.etalon({"create", "-n", "demo", "--dry-run", "tool=2"});
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find(
            "hint: `tool <2` is pinned by `pinned_packages` (<home>/user/.condarc:3): take the pin "
            "out there, or add --no-pin\n") != std::string::npos);

  home.condarc("channels: ['" + home.url("world") + "']\npinned_packages: ['tool >>1']\n");
  const auto unreadable = home.etalon({"create", "-n", "demo", "--dry-run", "tool"});
  CHECK(unreadable.state.code == 2);
  CHECK(unreadable.standard_error.find("error: <home>/user/.condarc:2: a spec of "
                                       "`pinned_packages` cannot be read\n") == 0);
}

TEST_CASE("add_pip_as_python_dependency decides whether python brings pip", "[cli][config]") {
  const ServedHome home;
  home.make_channel("snakes", {{"python", "3.11.2"}, {"pip", "23.0", {"python"}}});
  CHECK(home.planned({"-c", "snakes", "python"}).size() == 2);
  home.condarc("add_pip_as_python_dependency: false\n");
  CHECK(home.planned({"-c", "snakes", "python"}).size() == 1);
}

TEST_CASE("pkgs_dirs are where packages are kept", "[cli][config]") {
  const ServedHome home;
  namespace fs = std::filesystem;
  // A file is in the way of the first; conda has left something in the second.
  home.condarc("pkgs_dirs: [~/.condarc/no, ~/pkgs, ~/more]\n");
  home.write("user/pkgs/urls.txt", "https://h/c/linux-64/zlib-1-0.conda\n");
  home.write("user/pkgs/tool-2.0-0/info/index.json", "{\"name\": \"other\"}");
  home.json({"create", "-n", "demo", "-c", home.url("world"), "tool"});
  CHECK(home.command({home.prefix("demo") / "bin/tool"}).standard_output == "tool 2\n");

  const auto cache = home.path("user/pkgs/etalon-pkgs-v1");
  CHECK(home.json({"info"}).at("package_cache") == "<home>/user/pkgs/etalon-pkgs-v1");
  std::vector<std::string> kept;
  for (const auto& entry : fs::directory_iterator(cache)) {
    const auto name = entry.path().filename().string();
    if (name.front() != '.') {
      kept.push_back(name.substr(0, name.rfind('-')));
    }
  }
  CHECK(kept == std::vector<std::string>{"tool-2.0-0"});
  CHECK_FALSE(fs::exists(home.home() / "pkgs-v1"));
  CHECK_FALSE(fs::exists(home.path("user/more")));
  CHECK_FALSE(fs::exists(cache / "info/index.json")); // or conda would take it for a package
  CHECK(etalon::read_file(home.path("user/pkgs/urls.txt")) ==
        "https://h/c/linux-64/zlib-1-0.conda\n");

  fs::remove_all(home.served());
  home.make_channel("world", {{"tool", "2.0", {}, {{"share/other", "other bytes\n"}}}});
  home.json({"create", "-n", "again", "-c", "world", "tool"});
  CHECK(std::distance(fs::directory_iterator(cache), fs::directory_iterator()) == 3);
}

TEST_CASE("packages are kept at home where no entry of pkgs_dirs is writable", "[cli][config]") {
  ServedHome home;
  home.set("CONDA_PKGS_DIRS", home.path("user/.condarc/no").string());
  home.condarc("offline: false\n");
  CHECK(home.json({"info"}).at("package_cache") == "<home>/home/pkgs-v1");
  home.json({"create", "-n", "demo", "-c", home.url("world"), "tool"});
  CHECK(std::filesystem::exists(home.home() / "pkgs-v1"));
}

TEST_CASE("offline uses what the caches hold", "[cli][config]") {
  const ServedHome home;
  const LoopbackServer server(home.served());
  home.condarc("channels: ['" + server.url("/world") + "']\noffline: true\n");

  const auto unknown = home.etalon({"create", "-n", "demo", "tool=2"});
  CHECK(unknown.state.code == 4);
  CHECK(unknown.standard_error ==
        "error: the index of channel `" + server.url("/world") +
            "` is in no cache, and the network is not to be used\n\n"
            "hint: fetch it once without --offline, CONDA_OFFLINE and ETALON_OFFLINE\n");
  CHECK(server.requests().empty());

  home.condarc("channels: ['" + server.url("/world") + "']\n");
  home.json({"create", "-n", "demo", "tool=2"});
  const auto requests = server.requests().size();
  home.json({"create", "-n", "again", "tool=2", "--offline"});
  const auto missing = home.etalon({"create", "-n", "third", "tool=1", "--offline"});
  CHECK(missing.state.code == 4);
  CHECK(missing.standard_error.find(
            "caused by: offline 1 of 1 packages cannot be fetched: `tool-1.0-0.conda`\n") !=
        std::string::npos);
  CHECK(missing.standard_error.find("hint: leave out --offline to go online\n") !=
        std::string::npos);
  CHECK(server.requests().size() == requests);
}

TEST_CASE("offline local channels are read as always", "[cli][config]") {
  const ServedHome home;
  CHECK(home.planned({"--offline", "-c", home.url("world"), "tool"}) == Urls{home.world_tool()});
  home.json({"create", "-n", "demo", "--offline", "-c", home.url("world"), "tool"});
}

TEST_CASE("proxy_servers are asked by scheme and by host", "[cli][config]") {
  const ServedHome home;
  LoopbackServer proxy(home.served());
  const auto index = etalon::read_file(home.served() / "world/linux-64/repodata.json");
  proxy.set_body("http://nowhere.invalid/world/linux-64/repodata.json", index);
  const std::vector<std::string> words = {
      "create", "-n", "demo", "--dry-run", "-c", "http://nowhere.invalid/world", "tool"};
  for (const char* key : {"http", "'http://nowhere.invalid'", "all"}) {
    INFO(key);
    home.condarc(std::string("proxy_servers: {") + key + ": '" + proxy.url() + "'}\n");
    home.files().remove_tree(home.path("cache"));
    CHECK(home.etalon(words).state.code == 0);
  }
  CHECK(proxy.requests_for("http://nowhere.invalid/world/linux-64/repodata.json") == 3);
}

TEST_CASE("ssl_verify names certificates or goes without", "[cli][config]") {
  const ServedHome home;
  const TlsServer server(home.served());
  const auto plan = [&] {
    return home.etalon({"create", "-n", "demo", "--dry-run", "-c", server.url("/world"), "tool"});
  };
  CHECK(plan().standard_error.find("cannot be trusted") != std::string::npos);

  home.condarc("ssl_verify: '" + server.certificate() + "'\n");
  CHECK(plan().state.code == 0);

  home.condarc("ssl_verify: false\n");
  home.files().remove_tree(home.path("cache"));
  const auto unverified = plan();
  CHECK(unverified.state.code == 0);
  CHECK(unverified.standard_error.find("warning: the certificates of servers are not verified: "
                                       "`ssl_verify` is false (<home>/user/.condarc:1)\n") !=
        std::string::npos);

  home.condarc("ssl_verify: /absent.pem\n");
  home.files().remove_tree(home.path("cache"));
  const auto absent = plan();
  CHECK(absent.state.code == 2);
  CHECK(absent.standard_error.find("`ssl_verify` names `/absent.pem`, which does not exist") !=
        std::string::npos);
}
