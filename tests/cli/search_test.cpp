#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/loopback_server.hpp>

using etalon::test::EtalonHome;
using nlohmann::json;

namespace {

void make_world(const EtalonHome& home) {
  home.make_channel("world",
                    {{"tool", "1.10", {"library >=2"}, {}, "0", "about: {license: MIT}\n"},
                     {"tool", "1.9"},
                     {"library", "2.0"}});
}

} // namespace

TEST_CASE("search prints conda's table, the newest last", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  const auto found = home.etalon({"search", "-c", "world", "tool"});
  CHECK(found.state.code == 0);
  CHECK(found.standard_error.empty());
  CHECK(found.standard_output == "# Name  Version  Build  Channel\n"
                                 "tool        1.9      0  world\n"
                                 "tool       1.10      0  world\n");
  CHECK(home.etalon({"search", "world::*o*"}).standard_output == found.standard_output);
  CHECK(home.json({"search", "-c", "world", "tool>=1.10"}).at("packages").size() == 1);
}

TEST_CASE("search --info shows every field", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  const auto record = home.json({"search", "-c", "world", "tool=1.10"}).at("packages").at(0);
  CHECK(record.at("depends") == json::array({"library >=2"}));
  const auto text = home.etalon({"search", "-c", "world", "tool=1.10", "--info"}).standard_output;
  CHECK(text == "tool 1.10 0\n"
                "-----------\n"
                "file name   : tool-1.10-0.conda\n"
                "name        : tool\n"
                "version     : 1.10\n"
                "build       : 0\n"
                "build number: 0\n"
                "size        : " +
                    etalon::format_bytes(record.at("size").get<unsigned long long>()) +
                    "\n"
                    "license     : MIT\n"
                    "subdir      : linux-64\n"
                    "channel     : world\n"
                    "url         : file://<home>/home/channels/world/linux-64/tool-1.10-0.conda\n"
                    "md5         : " +
                    record.at("md5").get<std::string>() +
                    "\n"
                    "sha256      : " +
                    record.at("sha256").get<std::string>() +
                    "\n"
                    "dependencies:\n"
                    "  - library >=2\n");
}

TEST_CASE("search without a find says what may be meant and ends with 1", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  const auto misspelt = home.etalon({"search", "-c", "world", "libary"});
  CHECK(misspelt.state.code == 1);
  CHECK(misspelt.standard_output.empty());
  CHECK(misspelt.standard_error == "error: no package matches `libary` in world for linux-64\n"
                                   "\n"
                                   "hint: did you mean `library`?\n");
  CHECK(home.etalon({"search", "-c", "world", "tool>=2"}).standard_error ==
        "error: no package matches `tool>=2` in world for linux-64\n"
        "\n"
        "hint: there is `tool` up to version 1.10\n");
  CHECK(home.etalon({"search", "-c", "world", "qqq*"}).standard_error ==
        "error: no package matches `qqq*` in world for linux-64\n"
        "\n"
        "hint: widen the pattern, or add another channel with -c\n");
  CHECK(home.etalon({"search", "-c", "world", "qqqqqqq"}).standard_error ==
        "error: no package matches `qqqqqqq` in world for linux-64\n"
        "\n"
        "hint: search for a part of the name with `etalon search '*qqqqqqq*'`, or add another "
        "channel with -c\n");
  const auto as_json = home.etalon({"search", "-c", "world", "libary", "--json"});
  CHECK(as_json.state.code == 1);
  CHECK(json::parse(as_json.standard_output).at("near_names") == json::array({"library"}));
}

TEST_CASE("search needs a channel, of the command line or of a file", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  const auto nowhere = home.etalon({"search", "tool"});
  CHECK(nowhere.state.code == 2);
  CHECK(nowhere.standard_error == "error: no channel is named to search in\n"
                                  "\n"
                                  "hint: add one with -c, for example `-c conda-forge`\n");
  home.write("sub/environment.yml", "channels: [../home/channels/world]\ndependencies: [tool]\n");
  CHECK(home.json({"search", "tool", "-f", "sub/environment.yml"}).at("packages").size() == 2);

  const auto missing = home.etalon({"search", "tool", "-f", "none.yml"});
  CHECK(missing.state.code == 4);
  CHECK(missing.standard_error.find("error: cannot read the channels of `none.yml`\n") == 0);
}

TEST_CASE("search looks for another platform", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  const auto elsewhere = home.etalon({"search", "-c", "world", "tool", "--platform", "osx-arm64"});
  CHECK(elsewhere.state.code != 0);
  const auto bad = home.etalon({"search", "-c", "world", "tool", "--platform", "linux64"});
  CHECK(bad.state.code == 2);
}

TEST_CASE("search takes a server's index from the cache where it may not ask", "[cli][search]") {
  EtalonHome home;
  make_world(home);
  etalon::LoopbackServer server(home.home() / "channels/world");
  const std::vector<std::string> words = {
      "search", "-c", server.url(), "--override-channels", "tool", "--offline"};

  const auto refused = home.etalon(words);
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error ==
        "error: the index of channel `" + server.url() +
            "` is in no cache, and the network is not to be used\n"
            "\n"
            "hint: fetch it once without --offline, CONDA_OFFLINE and ETALON_OFFLINE\n");
  CHECK(server.requests().empty());

  CHECK(home.json({"search", "-c", server.url(), "--override-channels", "tool"})
            .at("packages")
            .size() == 2);
  const auto asked = server.requests().size();
  CHECK(asked > 0);
  CHECK(home.json(words).at("packages").size() == 2);
  CHECK(server.requests().size() == asked);

  home.set("CONDA_OFFLINE", "true");
  CHECK(home.etalon({"create", "-n", "demo", "-c", server.url(), "tool", "--dry-run"}).state.code ==
        0);
  CHECK(server.requests().size() == asked);
}

TEST_CASE("search finds the names of a real channel", "[cli][search][real]") {
  const std::string data = ETALON_SOURCE_DIR "/../shared/data/channels";
  if (!std::filesystem::exists(data)) {
    WARN("no real channel indexes at " << data << ": not tested");
    return;
  }
  EtalonHome home;
  home.set("CONDA_CHANNEL_ALIAS", "file://" + std::filesystem::canonical(data).string());
  const auto found = home.json({"search", "pytorch::pytorch=2.0.1=*cuda11.8*"}).at("packages");
  CHECK(found.size() >= 4);
  for (const auto& package : found) {
    CHECK(package.at("version") == "2.0.1");
    CHECK(package.at("build").get<std::string>().find("cuda11.8") != std::string::npos);
  }
  CHECK(home.etalon({"search", "conda-forge::pytroch"}).standard_error.find("`pytorch`") !=
        std::string::npos);
}
