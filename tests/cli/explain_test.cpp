#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/made_channel.hpp>

using etalon::test::EtalonHome;
using etalon::test::MadeChannel;

namespace {

void make(const EtalonHome& home, const std::string& channel, const std::string& packages) {
  MadeChannel(YAML::Load(packages)).save(home.files(), home.home() / "channels" / channel);
}

// From the first line about `name` on, without the note at the end.
std::string
explanation(const EtalonHome& home, const std::string& name, std::vector<std::string> words) {
  words.insert(words.begin(), {"create", "-n", "demo", "--dry-run"});
  words.insert(words.end(), {"--explain", name});
  const auto output = home.etalon(words);
  INFO(output.standard_error);
  CHECK(output.state.ok());
  const auto at = output.standard_output.find("\n\n" + name + " ");
  return at == std::string::npos ? output.standard_output : output.standard_output.substr(at + 2);
}

constexpr const char* k_world = R"(
- app 1.0: ["library <2"]
- app 2.0: ["library =1.0"]
- library 1.0: []
- library 1.5: []
- library 2.0: []
- library 2.5 slow_0: {track_features: [slow]}
- tool 1.0: ["library >=1.5"]
- tool 1.1 a_0: {number: 0}
- tool 1.1 b_1: {number: 1}
)";

} // namespace

TEST_CASE("a choice is explained by who needs another version", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  CHECK(explanation(home, "library", {"-c", "world", "app=1"}) ==
        "library 1.5 (0) from world\n"
        "  asked for by\n"
        "    app 1.0: `library <2`\n"
        "  not taken\n"
        "    2.0 (1 build): app 1.0 needs `library <2`; there is no answer with it and `app=1`\n"
        "    2.5 (1 build): track_features: such builds want to be asked for by name\n");
}

TEST_CASE("a choice is explained by what it would cost", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  CHECK(explanation(home, "library", {"-c", "world", "app", "library"}) ==
        "library 1.0 (0) from world\n"
        "  asked for by\n"
        "    the request: `library`\n"
        "    app 2.0: `library =1.0`\n"
        "  not taken\n"
        "    2.0, 1.5 (2 builds): app 2.0 needs `library =1.0`; there is no answer with it and "
        "`app`\n"
        "    2.5 (1 build): track_features: such builds want to be asked for by name\n");
}

TEST_CASE("a choice is explained by the request, a pin and the order", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  CHECK(explanation(home, "library", {"-c", "world", "library=1.0"}) ==
        "library 1.0 (0) from world\n"
        "  asked for by\n"
        "    the request: `library=1.0`\n"
        "  not taken\n"
        "    2.0, 1.5 (2 builds): `library=1.0` is requested\n"
        "    2.5 (1 build): track_features: such builds want to be asked for by name\n");
  CHECK(explanation(home, "tool", {"-c", "world", "tool"}) ==
        "tool 1.1 (b_1) from world\n"
        "  asked for by\n"
        "    the request: `tool`\n"
        "  not taken\n"
        "    1.1 (1 build): a lower build number\n");
  home.set("CONDA_PINNED_PACKAGES", "library<2");
  CHECK(explanation(home, "library", {"-c", "world", "library"}) ==
        "library 1.5 (0) from world\n"
        "  asked for by\n"
        "    the request: `library`\n"
        "  not taken\n"
        "    2.0 (1 build): `library<2` is pinned\n"
        "    2.5 (1 build): track_features: such builds want to be asked for by name\n");
}

TEST_CASE("a choice is explained by channels", "[cli][explain]") {
  EtalonHome home;
  make(home, "first", "- app 1.0: []\n- helper 1.0: [\"app =1\"]\n");
  make(home, "second", "- app 2.0: []\n- app 3.0: []\n");
  CHECK(explanation(home, "app", {"-c", "first", "-c", "second", "app"}) ==
        "app 1.0 (0) from first\n"
        "  asked for by\n"
        "    the request: `app`\n"
        "  not taken\n"
        "    3.0, 2.0 (2 builds): channel `first` comes before `second`\n");
  CHECK(explanation(
            home, "app", {"-c", "first", "-c", "second", "--channel-priority", "strict", "app"})
            .find("(2 builds): with strict channel priority `app` comes from `first` only\n") !=
        std::string::npos);
}

TEST_CASE("a choice is explained by a candidate's own needs", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", R"(
- app 1.0: ["library"]
- app 2.0: ["library >=9"]
- app 3.0: ["missing-thing"]
- library 1.0: []
)");
  CHECK(
      explanation(home, "app", {"-c", "world", "library", "app"}) ==
      "app 1.0 (0) from world\n"
      "  asked for by\n"
      "    the request: `app`\n"
      "  not taken\n"
      "    3.0 (1 build): it cannot be installed at all\n"
      "    2.0 (1 build): needs `library >=9`, but library 1.0 was chosen; it cannot be installed "
      "at all\n");
}

TEST_CASE("a newer version that would worsen what was requested first", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", R"(
- app 1.0: []
- app 2.0: ["library =1"]
- library 1: []
- library 2: []
)");
  CHECK(explanation(home, "library", {"-c", "world", "app>=1", "library"}) ==
        "library 1 (0) from world\n"
        "  asked for by\n"
        "    the request: `library`\n"
        "    app 2.0: `library =1`\n"
        "  not taken\n"
        "    2 (1 build): app 2.0 needs `library =1`; with it there would be app 1.0 instead of "
        "2.0\n");
}

TEST_CASE("what is not in an environment is said so, and a list has no choices", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  CHECK(explanation(home, "ghost", {"-c", "world", "tool=1.1"}) ==
        "ghost is not in this environment: nothing asks for it\n");
  home.write("list.txt", "@EXPLICIT\nhttps://example.org/c/linux-64/app-1.0-0.conda\n");
  const auto refused =
      home.etalon({"create", "-n", "demo", "--dry-run", "-f", "list.txt", "--explain", "app"});
  CHECK(refused.state.code == 2);
  CHECK(refused.standard_error ==
        "error: there is no choice of `app` to explain: the packages are given by a list or a "
        "lock\n\nhint: give specs or a manifest\n");
}

TEST_CASE("a lock explains the choices of each platform", "[cli][explain][lock]") {
  EtalonHome home;
  make(home, "world", R"(
- app 1.0: {depends: ["library <2"], subdir: noarch}
- library 1.5: {subdir: noarch}
- library 2.0: {subdir: noarch}
- tool 1.0: {subdir: noarch}
)");
  home.write("environment.yml",
             "channels: [world]\nplatforms: [linux-64, osx-arm64]\ndependencies: [app]\n");
  const auto shown =
      home.output_of({"lock", "--dry-run", "--explain", "library", "--explain", "tool"});
  const auto text_for = [](const std::string& platform) {
    return "\nfor " + platform +
           ": library 1.5 (0) from world\n"
           "  asked for by\n"
           "    app 1.0: `library <2`\n"
           "  not taken\n"
           "    2.0 (1 build): app 1.0 needs `library <2`; there is no answer with it and `app`\n"
           "\nfor " +
           platform + ": tool is not in this environment: nothing asks for it\n";
  };
  CHECK(shown.substr(shown.find("\nfor ")) == text_for("linux-64") + text_for("osx-arm64"));
  const auto explanations =
      home.json({"lock", "--dry-run", "--explain", "library"}).at("explanations");
  REQUIRE(explanations.size() == 2);
  CHECK(explanations.at(0).at("platform") == "linux-64");
  CHECK(explanations.at(1).at("platform") == "osx-arm64");
  CHECK(explanations.at(1).at("version") == "1.5");
  CHECK(home.json({"lock", "--dry-run"}).at("explanations").empty());
  CHECK(home.etalon({"lock", "--check", "--explain", "library"}).state.code == 2);
}

TEST_CASE("what an answer has but is not wanted is explained as left out", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  CHECK(explanation(home, "library", {"-c", "world", "app=1", "--no-deps"})
            .find("library 1.5 (0) from world\n"
                  "  left out: only a part of the answer is wanted\n"
                  "  asked for by\n"
                  "    app 1.0: `library <2`\n") == 0);
  const auto plan = home.json({"create",
                               "-n",
                               "demo",
                               "--dry-run",
                               "-c",
                               "world",
                               "app=1",
                               "--only-deps",
                               "--explain",
                               "app",
                               "--explain",
                               "library"});
  CHECK(plan.at("explanations").at(0).at("left_out") == true);
  CHECK(plan.at("explanations").at(1).at("left_out") == false);
}

TEST_CASE("explanations, reasons, timings and counters are in JSON", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  const auto plan = home.json(
      {"create", "-n", "demo", "--dry-run", "-c", "world", "app=1", "--explain", "library"});
  const auto& choice = plan.at("explanations").at(0);
  CHECK(choice.at("name") == "library");
  CHECK(choice.at("chosen") == true);
  CHECK(choice.at("version") == "1.5");
  CHECK(choice.at("asked_by").at(0).at("by") == "app 1.0");
  CHECK(choice.at("asked_by").at(0).at("spec") == "library <2");
  const auto& rejected = choice.at("not_taken").at(0);
  CHECK(rejected.at("cause") == "requirement");
  CHECK(rejected.at("versions") == std::vector<std::string>{"2.0"});
  CHECK(rejected.at("outcome") == "no_answer");
  CHECK(rejected.at("contradicts") == std::vector<std::string>{"app=1"});
  CHECK(choice.at("not_taken").at(1).at("cause") == "order");
  for (const auto* step :
       {"fetch", "index", "load", "solve", "explain", "download", "link", "pip"}) {
    CHECK(plan.at("timings").at(step) >= 0.0);
  }
  CHECK(plan.at("timings").at("load") > 0.0);
  CHECK(plan.at("counters").at("names") == 2);
  CHECK(plan.at("counters").at("records") == 2);
  CHECK(plan.at("counters").at("decisions") > 0);
  for (const auto* count : {"clauses", "conflicts", "learnt", "solvables", "expanded"}) {
    CHECK(plan.at("counters").contains(count));
  }
}

TEST_CASE("a refusal in JSON has its graph, typed hints and counters", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  const auto refused = home.etalon(
      {"create", "-n", "demo", "--dry-run", "-c", "world", "app=1", "library=2.0", "--json"});
  CHECK(refused.state.code == 1);
  const auto json = nlohmann::json::parse(refused.standard_output);
  CHECK(json.at("conflict").at("requested") == std::vector<std::string>{"app=1", "library=2.0"});
  CHECK(json.at("conflict").at("nodes").at(0).at("kind") == "root");
  CHECK(json.at("conflict").at("edges").at(0).at("kind") == "requires");
  CHECK(json.at("hints").at(0).at("kind") == "relax_specs");
  CHECK(json.at("hints").at(0).at("changes").at(0).at("spec") == "library=2.0");
  CHECK(json.at("hints").at(0).at("changes").at(0).at("instead") == "library=1.5");
  CHECK(json.at("hints").at(0).at("text") == "write `library=1.5` instead of `library=2.0`");
  CHECK(json.at("counters").at("names") == 2);
  CHECK(json.at("timings").at("explain") > 0.0);
}

TEST_CASE("timings are told on stderr", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", k_world);
  const auto output =
      home.etalon({"create", "-n", "demo", "--dry-run", "-c", "world", "app=1", "--timings"});
  CHECK(output.standard_output.find("seconds: ") == std::string::npos);
  const auto at = output.standard_error.find("seconds: fetch ");
  REQUIRE(at != std::string::npos);
  const auto line = output.standard_error.substr(at);
  for (const auto* step : {", index ", ", load ", ", solve ", ", explain "}) {
    CHECK(line.find(step) != std::string::npos);
  }
  CHECK(line.find("\nwork: 2 names, 2 records decoded, ") != std::string::npos);
}

TEST_CASE("a plan tells who asked for each package", "[cli][explain]") {
  EtalonHome home;
  make(home, "world", R"(
- a 1.0: [shared]
- b 1.0: [shared]
- c 1.0: [shared]
- d 1.0: [shared]
- shared 1.0: []
)");
  const auto output =
      home.etalon({"create", "-n", "demo", "--dry-run", "-c", "world", "a", "b>=1", "c", "d"});
  CHECK(output.standard_output.find("  Package  Version  Build  Channel    Size  Asked for by\n"
                                    "  a        1.0      0      world    1000 B  `a`\n"
                                    "  b        1.0      0      world    1000 B  `b>=1`\n"
                                    "  c        1.0      0      world    1000 B  `c`\n"
                                    "  d        1.0      0      world    1000 B  `d`\n"
                                    "  shared   1.0      0      world    1000 B  a, b, +2\n") !=
        std::string::npos);
}
