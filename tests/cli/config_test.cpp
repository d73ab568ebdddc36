#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using nlohmann::json;

// `etalon config`: what files and variables add up to.

TEST_CASE("config list shows the settings as a .condarc with their sources", "[cli][config]") {
  EtalonHome home;
  home.write("user/.condarc",
             "channels:\n"
             "  - conda-forge\n"
             "channel_priority: strict\n"
             "custom_channels: {corp: 'https://me:pw@corp.example.org/t/tk-1/conda'}\n"
             "custom_multichannels: {ours: [corp, conda-forge]}\n"
             "pkgs_dirs: [~/pkgs]\n"
             "pinned_packages: ['numpy <2']\n"
             "changeps1: false\n");
  home.write("user/.config/etalon/config.yml", "channels: [pytorch]\n");
  home.set("CONDA_OFFLINE", "1");

  const auto listed = home.etalon({"config", "list", "--show-sources"});

  CHECK(listed.state.code == 0);
  CHECK(listed.standard_error.empty());
  CHECK(listed.standard_output ==
        "add_pip_as_python_dependency: true  # built in\n"
        "cache_home: <home>/cache/etalon  # XDG_CACHE_HOME\n"
        "channel_alias: https://conda.anaconda.org  # built in\n"
        "channel_priority: strict  # <home>/user/.condarc:3\n"
        "channels:\n"
        "  - pytorch  # <home>/user/.config/etalon/config.yml:1\n"
        "  - conda-forge  # <home>/user/.condarc:2\n"
        "custom_channels:\n"
        "  corp: https://corp.example.org/t/<TOKEN>/conda  # <home>/user/.condarc:4\n"
        "custom_multichannels:\n"
        "  ours: [corp, conda-forge]  # <home>/user/.condarc:5\n"
        "default_channels:\n"
        "  - https://repo.anaconda.com/pkgs/main  # built in\n"
        "  - https://repo.anaconda.com/pkgs/r  # built in\n"
        "durability: process  # built in\n"
        "envs_dirs: []  # built in\n"
        "exclude_newer: none  # built in\n"
        "home: <home>/home  # ETALON_HOME\n"
        "offline: true  # CONDA_OFFLINE\n"
        "pinned_packages:\n"
        "  - \"numpy <2\"  # <home>/user/.condarc:7\n"
        "pkgs_dirs:\n"
        "  - <home>/user/pkgs  # <home>/user/.condarc:6\n"
        "proxy_servers: {}  # built in\n"
        "repodata_use_shards: true  # built in\n"
        "solve_timeout: 300  # built in\n"
        "ssl_verify: true  # built in\n"
        "subdir: linux-64  # built in\n"
        "# other keys, which Etalon does not use:\n"
        "#   changeps1  # <home>/user/.condarc:8\n");
}

TEST_CASE("what config list prints is a configuration file with the same settings",
          "[cli][config]") {
  EtalonHome home;
  home.write("user/.condarc",
             "channels: ['a:b', '- c', \"d'e\", '*', 'on #e', 'Null']\n"
             "custom_channels: {corp: https://corp.example.org/conda}\n"
             "proxy_servers: {http: null}\n"
             "offline: yes\n");
  const auto listed = home.output_of({"config", "list"});
  home.write("user/.condarc", listed);
  CHECK(home.output_of({"config", "list"}) == listed);
  CHECK(home.json({"config", "get", "channels"}).at("value") ==
        json::array({"a:b", "- c", "d'e", "*", "on #e", "Null"}));
}

TEST_CASE("config list --json has every field", "[cli][config]") {
  EtalonHome home;
  home.write("user/.condarc", "channels: [a]\nchangeps1: false\n");

  const auto listed = home.json({"config", "list", "channels", "offline", "--show-sources"});

  CHECK(listed == json::parse(R"({
    "version": 1,
    "settings": [
      {"key": "channels", "value": ["a"], "source": "file", "origin": "<home>/user/.condarc:1",
       "items": [
         {"key": "", "value": "a", "source": "file", "origin": "<home>/user/.condarc:1"}]},
      {"key": "offline", "value": false, "source": "built in", "origin": "",
       "items": [{"key": "", "value": false, "source": "built in", "origin": ""}]}
    ],
    "other_keys": [{"key": "changeps1", "source": "file", "origin": "<home>/user/.condarc:2"}]
  })"));
  CHECK(home.json({"config", "list"}).at("settings").size() == 20);
}

TEST_CASE("config get prints one value", "[cli][config]") {
  EtalonHome home;
  home.set("CONDA_CHANNELS", "a,b");
  home.write("user/.condarc", "proxy_servers: {https: 'http://me:pw@proxy:8080'}\n");
  CHECK(home.etalon({"config", "get", "channels"}).standard_output == "a\nb\n");
  CHECK(home.etalon({"config", "get", "channel_alias"}).standard_output ==
        "https://conda.anaconda.org\n");
  CHECK(home.etalon({"config", "get", "proxy_servers"}).standard_output ==
        "https: http://proxy:8080\n");
  CHECK(home.etalon({"config", "get", "custom_channels"}).standard_output.empty());
  CHECK(home.json({"config", "get", "channels"}).at("value") == json::array({"a", "b"}));
  CHECK(home.etalon({"config", "get", "offline", "--offline"}).standard_output == "true\n");

  const auto unknown = home.etalon({"config", "get", "chanels"});
  CHECK(unknown.state.code == 2);
  CHECK(unknown.standard_error ==
        "error: there is no setting `chanels`\n\nhint: did you mean `channels`?\n");
  CHECK(home.etalon({"config", "list", "xyzzy"}).standard_error ==
        "error: there is no setting `xyzzy`\n\nhint: `etalon config list` shows the settings there "
        "are\n");
}

TEST_CASE("config files lists the files in their order", "[cli][config]") {
  EtalonHome home;
  const auto none = home.etalon({"config", "files"});
  CHECK(none.standard_output.empty());
  CHECK(none.standard_error ==
        "no configuration file\n\n`etalon config files --all` shows where they may lie\n");

  home.write("user/.conda/condarc.d/b.yml", "channels: [b]\n");
  home.write("user/.conda/condarc.d/a.yml", "not: [yaml\n");
  home.write("user/.condarc", "");
  CHECK(home.etalon({"config", "files"}).standard_output == "<home>/user/.conda/condarc.d/a.yml\n"
                                                            "<home>/user/.conda/condarc.d/b.yml\n"
                                                            "<home>/user/.condarc\n");
  const auto all = home.etalon({"config", "files", "--all"}).standard_output;
  CHECK(all.find("absent  <home>/user/.config/etalon/config.yml\n") != std::string::npos);
  CHECK(all.find("read    <home>/user/.condarc\n") != std::string::npos);
  const auto files = home.json({"config", "files"}).at("files");
  CHECK(files.back() ==
        json({{"path", "<home>/user/.config/etalon/config.yml"}, {"exists", false}}));
}

TEST_CASE("a file that makes no sense is told with its place, and run does not read it",
          "[cli][config]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  home.write("user/.condarc", "channels:\n  - a\n - b\n");

  const auto refused = home.etalon({"config", "list"});
  CHECK(refused.state.code == 2);
  CHECK(refused.standard_error.find("error: <home>/user/.condarc:3:2: invalid YAML: ") == 0);
  CHECK(
      json::parse(home.etalon({"env", "list", "--json"}).standard_output).at("error").at("kind") ==
      "usage");
  CHECK(home.etalon({"create", "-n", "x", "-c", "world", "tool"}).state.code == 2);

  CHECK(home.etalon({"run", "-n", "demo", "--", "true"}).state.code == 0);
  CHECK(home.etalon({"run", "-p", home.prefix("demo").string(), "--", "true"}).state.code == 0);
  CHECK(home.etalon({"run", "-n", "absent", "--", "true"}).state.code == 2);
}
