#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/loopback_server.hpp>

using etalon::CapturedOutput;
using etalon::test::EtalonHome;

// Every bad input gets one clear error with a hint and the right exit code, and leaves nothing half
// made.

namespace {

CapturedOutput create(const EtalonHome& home, const std::string& manifest) {
  home.write("bad.yml", manifest);
  return home.etalon({"env", "create", "-f", "bad.yml"});
}

bool nothing_made(const EtalonHome& home) {
  std::error_code absent;
  return std::filesystem::is_empty(home.home() / "envs", absent) || absent;
}

} // namespace

TEST_CASE("a manifest that is not there", "[cli][bad]") {
  EtalonHome home;
  const auto output = home.etalon({"env", "create", "-f", "missing.yml"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("error: cannot read the manifest `missing.yml`\n") == 0);
  CHECK(output.standard_error.find("hint: give an environment.yml or an @EXPLICIT list with -f "
                                   "FILE\n") != std::string::npos);
}

TEST_CASE("a manifest that is no YAML is told with line and column", "[cli][bad]") {
  EtalonHome home;
  const auto output = create(home, "name: demo\ndependencies:\n  - [a\n");
  CHECK(output.state.code == 2);
  CHECK(output.standard_error.find("bad.yml:") != std::string::npos);
  CHECK(nothing_made(home));
}

TEST_CASE("an unknown key of a manifest is a warning", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  const auto output =
      create(home, "name: demo\nchannels: [world]\ndependencies: [tool]\ndependancies: [x]\n");
  CHECK(output.state.code == 0);
  CHECK(output.standard_error.find("warning: ") != std::string::npos);
  CHECK(output.standard_error.find("dependancies") != std::string::npos);
}

TEST_CASE("a spec that does not parse is told with its line", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  const auto output =
      create(home, "name: demo\nchannels: [world]\ndependencies:\n  - tool\n  - tool >=1.0 <2,,\n");
  CHECK(output.state.code == 2);
  CHECK(output.standard_error.find("error: bad.yml:5:5: invalid spec `tool >=1.0 <2,,`\n") == 0);
}

TEST_CASE("no channel at all", "[cli][bad]") {
  EtalonHome home;
  const auto output = create(home, "name: demo\ndependencies: [tool]\n");
  CHECK(output.state.code == 2);
  CHECK(output.standard_error ==
        "error: no channel is named to take packages from\n"
        "\n"
        "hint: add one with -c, for example `-c conda-forge`, or write `channels:` into the "
        "manifest\n");
}

TEST_CASE("the local channel that was never made", "[cli][bad]") {
  EtalonHome home;
  const auto output = create(home, "name: demo\nchannels: [debian]\ndependencies: [libtorch]\n");
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("channel `debian` has not been made yet") != std::string::npos);
  CHECK(output.standard_error.find("tools/debian-channel") != std::string::npos);
}

TEST_CASE("a channel that cannot be reached", "[cli][bad]") {
  EtalonHome home;
  // Port 9 of the loopback: nobody listens there.
  const auto output = home.etalon({"create",
                                   "-n",
                                   "demo",
                                   "-c",
                                   "http://user:secret@127.0.0.1:9/world",
                                   "--override-channels",
                                   "tool"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("127.0.0.1") != std::string::npos);
  CHECK(output.standard_error.find("secret") == std::string::npos);
  CHECK(output.standard_error.find("hint: ") != std::string::npos);
  CHECK(nothing_made(home));
}

TEST_CASE("an environment that exists", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  const auto output = home.etalon({"create", "-n", "demo", "-c", "world", "tool"});
  CHECK(output.state.code == 4);
  CHECK(
      output.standard_error ==
      "error: environment `demo` exists already\n"
      "\n"
      "hint: remove it first with `etalon env remove -p <home>/home/envs/demo`, or choose another "
      "name with -n NAME\n");
}

TEST_CASE("a directory that is no environment is never touched", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.write("precious/file", "mine\n");
  const auto output = home.etalon({"create", "-p", "precious", "-c", "world", "tool"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("error: `<home>/precious` exists and is no environment\n") == 0);
  CHECK(etalon::read_file(home.path("precious/file")) == "mine\n");
}

TEST_CASE("a package with other bytes than the index says", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0", {}, {{"share/tool", "tool\n"}}}});
  const auto archive = home.home() / "channels/world/linux-64/tool-1.0-0.conda";
  auto bytes = etalon::read_file(archive);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  home.files().remove_file(archive);
  home.files().write_file(archive, bytes);

  const auto output = home.etalon({"create", "-n", "demo", "-c", "world", "tool"});

  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("sha256") != std::string::npos);
  CHECK(output.standard_error.find("tool-1.0-0.conda") != std::string::npos);
  CHECK(nothing_made(home));
}

TEST_CASE("a package that is cut off on its way", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0", {}, {{"share/tool", "tool\n"}}}});
  etalon::LoopbackServer server(home.home() / "channels/world");
  server.add_fault("/linux-64/tool-1.0-0.conda", "truncate");

  const auto output =
      home.etalon({"create", "-n", "demo", "-c", server.url(), "--override-channels", "tool"});

  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("tool-1.0-0.conda") != std::string::npos);
  CHECK(nothing_made(home));
}

TEST_CASE("words that are no command get the near one", "[cli][bad]") {
  EtalonHome home;
  const auto output = home.etalon({"evn", "list"});
  CHECK(output.state.code == 2);
  CHECK(output.standard_error.find("hint: did you mean `env`?\n") != std::string::npos);
}

TEST_CASE("an option that does not exist gets the near one and the help", "[cli][bad]") {
  EtalonHome home;
  const auto output = home.etalon({"env", "create", "--dry-rum", "-f", "x.yml"});
  CHECK(output.state.code == 2);
  CHECK(output.standard_error == "error: `--dry-rum` does not belong here\n"
                                 "\n"
                                 "hint: did you mean `--dry-run`?\n"
                                 "hint: `etalon env create --help` shows what can be said\n");
}

TEST_CASE("removing without a terminal needs -y", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  const auto output = home.etalon({"env", "remove", "-n", "demo"});
  CHECK(output.state.code == 2);
  CHECK(output.standard_error == "error: nobody can be asked whether to remove `demo`\n"
                                 "\n"
                                 "hint: add -y to remove it without a question\n");
  CHECK(std::filesystem::exists(home.prefix("demo") / "conda-meta/history"));
}

TEST_CASE("a benchmark without LibTorch in the environment", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  const auto output = home.etalon({"bench", "run", "-n", "demo", "--workload", "train"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("LibTorch") != std::string::npos);
  CHECK(output.standard_error.find("hint: ") != std::string::npos);
}

TEST_CASE("a benchmark in a damaged environment", "[cli][bad]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0", {}, {{"share/tool", "tool\n"}}}});
  home.json({"create", "-n", "demo", "-c", "world", "tool"});
  home.files().remove_file(home.prefix("demo") / "share/tool");

  const auto verified = home.etalon({"env", "verify", "-n", "demo"});
  CHECK(verified.state.code == 1);
  CHECK(verified.standard_output.find("missing: share/tool (tool-1.0-0)\n") == 0);

  const auto output = home.etalon({"bench", "run", "-n", "demo", "--workload", "train"});
  CHECK(output.state.code == 4);
  CHECK(output.standard_error.find("caused by: missing: share/tool (tool-1.0-0)\n") !=
        std::string::npos);
}

TEST_CASE("errors under --json are one record", "[cli][bad]") {
  EtalonHome home;
  const auto output = home.etalon({"env", "info", "-n", "none", "--json"});
  CHECK(output.state.code == 4);
  const auto error = nlohmann::json::parse(output.standard_output).at("error");
  CHECK(error.at("kind") == "not_found");
  CHECK(error.at("message") == "there is no environment `none`");
}
