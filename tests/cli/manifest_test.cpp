#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using nlohmann::json;

namespace {

constexpr const char* k_bad = "name: demo\n"
                              "chanels: [x]\n"
                              "dependencies:\n"
                              "  - numpy<\n"
                              "  - world:tool\n"
                              "  - conda: [a]\n";

} // namespace

TEST_CASE("manifest check says all problems at once", "[cli][manifest]") {
  EtalonHome home;
  home.write("bad.yml", k_bad);
  home.write("good.yml", "name: demo\ndependencies: [tool]\n");
  const auto output = home.etalon({"manifest", "check", "bad.yml", "good.yml"});
  CHECK(output.state.code == 1);
  CHECK(output.standard_error.empty());
  CHECK(output.standard_output ==
        "bad.yml:2:1: warning: the key `chanels` is unknown and was ignored\n"
        "    hint: did you mean `channels`?\n"
        "bad.yml:4:5: error: invalid spec `numpy<`\n"
        "    column 7: found no version after `<`\n"
        "    hint: write one: `<1.8`\n"
        "bad.yml:5:5: warning: `world:tool` takes `tool` from any channel, not from `world`\n"
        "    hint: write two colons: `world::tool`\n"
        "bad.yml:6:5: error: unknown section `conda` in `dependencies`\n"
        "    hint: only `pip:` may have a list of its own\n"
        "bad.yml: 2 errors, 2 warnings\n"
        "good.yml: fine\n");
}

TEST_CASE("manifest check answers in JSON", "[cli][manifest]") {
  EtalonHome home;
  home.write("bad.yml", k_bad);
  const auto output = home.etalon({"manifest", "check", "--json", "bad.yml"});
  CHECK(output.state.code == 1);
  const auto answer = json::parse(output.standard_output);
  CHECK(answer.at("version") == 1);
  CHECK(answer.at("fine") == false);
  REQUIRE(answer.at("files").size() == 1);
  const auto& file = answer.at("files").at(0);
  CHECK(file.at("file") == "bad.yml");
  CHECK(file.at("problems").size() == 4);
  CHECK(file.at("problems").at(1) == json{{"severity", "error"},
                                          {"line", 4},
                                          {"column", 5},
                                          {"message", "invalid spec `numpy<`"},
                                          {"causes", {"column 7: found no version after `<`"}},
                                          {"hints", {"write one: `<1.8`"}}});
}

TEST_CASE("manifest check reads for a platform", "[cli][manifest]") {
  EtalonHome home;
  home.write("x.yml", "name: demo\ndependencies:\n  - tool\n  - a< # [win]\n");
  CHECK(home.etalon({"manifest", "check", "--platform", "linux-64", "x.yml"}).state.code == 0);
  CHECK(home.etalon({"manifest", "check", "--platform", "win-64", "x.yml"}).state.code == 1);
}

TEST_CASE("manifest check knows the other forms and bad names", "[cli][manifest]") {
  EtalonHome home;
  home.write("list.yml", "@EXPLICIT\nhttps://h/c/noarch/a-1-0.conda\n");
  home.write("bad-list.txt", "@EXPLICIT\nnumpy\n");
  home.write("specs.txt", "numpy\nscipy >=1\n");
  home.write("base.yml", "name: base\ndependencies: [a]\n");
  const auto output =
      home.etalon({"manifest", "check", "list.yml", "bad-list.txt", "specs.txt", "base.yml"});
  CHECK(output.state.code == 1);
  CHECK(output.standard_output ==
        "list.yml: fine\n"
        "bad-list.txt: error: bad-list.txt:2: `numpy` is not a package\n"
        "    its name ends neither in `.conda` nor in `.tar.bz2`\n"
        "    hint: write a package's URL and its hash: "
        "`https://HOST/CHANNEL/SUBDIR/NAME-VERSION-BUILD.conda#sha256:HASH`\n"
        "bad-list.txt: 1 error, 0 warnings\n"
        "specs.txt: fine\n"
        "base.yml: error: `base` cannot be the name of an environment\n"
        "    conda calls its own installation so\n"
        "    hint: choose a name of letters, digits, `-` and `_`; a folder is given with "
        "`--prefix`\n"
        "base.yml: 1 error, 0 warnings\n");
  CHECK(home.etalon({"manifest", "check", "absent.yml"}).state.code == 4);
}

TEST_CASE("several files make one environment", "[cli][manifest]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}, {"other", "2.0"}, {"third", "3.0"}});
  home.write("one.yml",
             "name: demo\nchannels: [world]\ndependencies: [tool]\n"
             "variables: {A: 1, B: 1}\n");
  home.write("two.yml",
             "name: ignored\nchannels: [world]\ndependencies: [other]\n"
             "variables: {B: 2}\nplatforms: [zos-z]\n");
  home.write("three.txt", "# a list\nthird # of specs\n");
  const auto output = home.etalon({"create", "-f", "one.yml", "-f", "two.yml", "-f", "three.txt"});
  CHECK(output.state.code == 0);
  CHECK(output.standard_error.find("warning: the manifest is for zos-z, not for ") !=
        std::string::npos);
  const auto snapshot = home.etalon({"env", "export", "-n", "demo"});
  CHECK(snapshot.standard_output == "name: demo\n"
                                    "channels:\n"
                                    "  - world\n"
                                    "dependencies:\n"
                                    "  - other=2.0=0\n"
                                    "  - third=3.0=0\n"
                                    "  - tool=1.0=0\n"
                                    "variables:\n"
                                    "  A: \"1\"\n"
                                    "  B: \"2\"\n");
  home.write("list.txt", "@EXPLICIT\n");
  const auto mixed = home.etalon({"create", "-n", "x", "-f", "one.yml", "-f", "list.txt"});
  CHECK(mixed.state.code == 2);
  CHECK(mixed.standard_error ==
        "error: the @EXPLICIT list `list.txt` cannot be mixed with other files\n"
        "\n"
        "hint: create from the list alone\n");
}

TEST_CASE("channels of the configuration follow those of a manifest", "[cli][manifest]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.make_channel("more", {{"other", "2.0"}});
  home.set("CONDA_CHANNELS", "more");
  home.write("one.yml", "name: demo\nchannels: [world]\ndependencies: [tool, other]\n");
  CHECK(home.etalon({"create", "-d", "-f", "one.yml"}).state.code == 0);
  home.write("two.yml", "name: demo\nchannels: [world, nodefaults]\ndependencies: [tool, other]\n");
  CHECK(home.etalon({"create", "-d", "-f", "two.yml"}).state.code == 1);
  home.set("WHERE", "world");
  home.write("three.yml", "name: demo\nchannels: [$WHERE, nodefaults]\ndependencies: [tool]\n");
  CHECK(home.etalon({"create", "-d", "-f", "three.yml"}).state.code == 0);
}
