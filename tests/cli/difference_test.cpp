#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;

namespace {

std::vector<FixturePackage> world() {
  return {{"libgcc", "12.2"},
          {"libblas", "3.9", {"libgcc"}, {}, "openblas"},
          {"libblas", "3.9", {"libgcc", "mkl >=2023"}, {}, "mkl"},
          {"mkl", "2023.1"},
          {"numpy", "1.24", {"libblas >=3.9"}},
          {"numpy", "1.26", {"libblas >=3.9"}},
          {"libtorch", "2.1", {"libblas"}}};
}

void make_two(const EtalonHome& home) {
  home.make_channel("world", world());
  home.json(
      {"create", "-n", "before", "-c", "world", "libtorch", "numpy=1.24", "libblas=*=openblas"});
  home.json({"create", "-n", "after", "-c", "world", "libtorch", "numpy=1.26", "libblas=*=mkl"});
}

// What conda-lock would write of an environment.
std::string conda_lock_of(const EtalonHome& home, const std::string& name) {
  std::string text = "version: 1\n"
                     "metadata:\n"
                     "  content_hash: {linux-64: '" +
                     std::string(64, '0') +
                     "'}\n"
                     "  channels: []\n"
                     "  platforms: [linux-64]\n"
                     "  sources: [environment.yml]\n"
                     "package:\n";
  const auto listed =
      json::parse(home.output_of({"list", "-n", name, "--json"})); // with paths as they are
  for (const auto& package : listed.at("packages")) {
    const auto value = [&](const char* key) { return package.at(key).get<std::string>(); };
    text += "- {name: " + value("name") + ", version: '" + value("version") +
            "', manager: conda, platform: linux-64, dependencies: {}, url: '" + value("url") +
            "', hash: {md5: " + value("md5") + ", sha256: " + value("sha256") +
            "}, category: main, optional: false}\n";
  }
  return text;
}

std::string id_of(const EtalonHome& home, const std::string& name) {
  return home.json({"env", "info", "-n", name}).at("environment_id").get<std::string>();
}

} // namespace

TEST_CASE("diff groups what differs by layer and sums up each layer", "[cli][diff]") {
  EtalonHome home;
  make_two(home);
  const auto output = home.etalon({"env", "diff", "before", "after"});
  CHECK(output.state.code == 1);
  CHECK(output.standard_output ==
        "A before: environment, 4 packages, linux-64, id " + id_of(home, "before").substr(0, 12) +
            "\nB after: environment, 5 packages, linux-64, id " +
            id_of(home, "after").substr(0, 12) +
            "\n"
            "\n"
            "     Package  A             B         Differs in\n"
            "BLAS/maths\n"
            "  ~  libblas  3.9 openblas  3.9 mkl   build\n"
            "  +  mkl                    2023.1 0  added\n"
            "other\n"
            "  ~  numpy    1.24 0        1.26 0    version\n"
            "\n"
            "Layer              A  B  added  removed  version  build  channel  hash\n"
            "Python             0  0      -        -        -      -        -     -\n"
            "framework          1  1      -        -        -      -        -     -\n"
            "CUDA               0  0      -        -        -      -        -     -\n"
            "BLAS/maths         1  2      1        -        -      1        -     -\n"
            "compiler run time  1  1      -        -        -      -        -     -\n"
            "other              1  1      -        -        1      -        -     -\n"
            "\n"
            "different: 3 packages\n");

  const auto reversed = home.etalon({"env", "diff", "after", "before", "--json"});
  CHECK(reversed.state.code == 1);
  const auto answer = json::parse(reversed.standard_output);
  CHECK(answer.at("verdict") == "different");
  CHECK(answer.at("same_environment_id") == false);
  const auto& mkl = answer.at("packages").at(1);
  CHECK(mkl.at("name") == "mkl");
  CHECK(mkl.at("layer") == "blas");
  CHECK(mkl.at("differences") == json::array({"removed"}));
  CHECK(mkl.at("b").is_null());
  CHECK(mkl.at("a").at("version") == "2023.1");
}

TEST_CASE("an environment equals each of its snapshots", "[cli][diff]") {
  EtalonHome home;
  make_two(home);
  home.write("before.yml", home.output_of({"env", "export", "-n", "before"}));
  home.write("before.txt", home.output_of({"env", "export", "-n", "before", "--explicit"}));
  const auto yaml = home.etalon({"env", "diff", "before", "before.yml"});
  CHECK(yaml.state.code == 0);
  CHECK(yaml.standard_output.find("B before.yml: environment.yml, 4 packages\n\nequal\n") !=
        std::string::npos);
  const auto list = home.etalon({"env", "diff", "before.txt", "./home/envs/before"});
  CHECK(list.state.code == 0);
  CHECK(list.standard_output.find("\nequal\nsame environment id: " + id_of(home, "before") +
                                  "\n") != std::string::npos);
  CHECK(home.etalon({"env", "diff", "before.yml", "before.txt"}).state.code == 0);
  CHECK(home.etalon({"env", "diff", "after", "before.txt"}).state.code == 1);
}

TEST_CASE("an environment is compared with lock files", "[cli][diff]") {
  EtalonHome home;
  make_two(home);
  home.write("conda-lock.yml", conda_lock_of(home, "before"));
  const auto equal = home.etalon({"env", "diff", "conda-lock.yml", "before"});
  CHECK(equal.state.code == 0);
  CHECK(equal.standard_output.find("A conda-lock.yml: conda-lock.yml, 4 packages, linux-64, id " +
                                   id_of(home, "before").substr(0, 12)) == 0);
  CHECK(equal.standard_output.find("\nequal\nsame environment id: ") != std::string::npos);
  CHECK(home.etalon({"env", "diff", "conda-lock.yml", "after"}).state.code == 1);

  home.write("before.json", home.output_of({"env", "export", "-n", "before", "--json"}));
  CHECK(home.etalon({"env", "diff", "before.json", "conda-lock.yml"}).state.code == 0);
  CHECK(home.etalon({"env", "diff", "before.json", "after"}).state.code == 1);

  const auto elsewhere =
      home.etalon({"env", "diff", "conda-lock.yml", "before", "--platform", "osx-arm64"});
  CHECK(elsewhere.state.code == 4);
  CHECK(elsewhere.standard_error.find("error: conda-lock.yml locks nothing for osx-arm64\n") == 0);
}

TEST_CASE("what a snapshot does not tell leaves the answer open", "[cli][diff]") {
  EtalonHome home;
  make_two(home);
  home.write("before.yml", home.output_of({"env", "export", "-n", "before", "--no-builds"}));
  const auto output = home.etalon({"env", "diff", "before", "before.yml"});
  CHECK(output.state.code == 3);
  CHECK(output.standard_output.find(
            "\nequal as far as both sides tell\n"
            "not told: the builds of 4 packages are not told by both sides\n") !=
        std::string::npos);
}

TEST_CASE("variables are compared", "[cli][diff]") {
  EtalonHome home;
  home.make_channel("world", {{"tool", "1.0"}});
  home.write("a.yml", "channels: [world]\ndependencies: [tool]\nvariables: {THREADS: 1, OLD: x}\n");
  home.write("b.yml", "channels: [world]\ndependencies: [tool]\nvariables: {THREADS: 2}\n");
  home.json({"create", "-n", "a", "-f", "a.yml"});
  home.json({"create", "-n", "b", "-f", "b.yml"});
  const auto output = home.etalon({"env", "diff", "a", "b"});
  CHECK(output.state.code == 1);
  CHECK(output.standard_output.find("variables\n"
                                    "  - OLD=x\n"
                                    "  - THREADS=1\n"
                                    "  + THREADS=2\n"
                                    "\n"
                                    "different: 0 packages, 2 variables\n") != std::string::npos);
}

TEST_CASE("diff refuses what is no snapshot or not there", "[cli][diff]") {
  EtalonHome home;
  make_two(home);
  home.write("wish.yml", "dependencies: [numpy>=1.20]\n");
  const auto wish = home.etalon({"env", "diff", "before", "wish.yml"});
  CHECK(wish.state.code == 3);
  CHECK(wish.standard_error ==
        "error: `wish.yml` is no snapshot: it does not say which version of `numpy>=1.20` is "
        "meant\n"
        "\n"
        "hint: compare what was made from it: an environment, its export, or a lock file\n");
  const auto nothing = home.etalon({"env", "diff", "befor", "after"});
  CHECK(nothing.state.code == 4);
  CHECK(nothing.standard_error == "error: there is neither an environment nor a file `befor`\n"
                                  "\n"
                                  "hint: did you mean `before`?\n");
  CHECK(home.etalon({"env", "diff", "qqqqqqq", "after"}).standard_error ==
        "error: there is neither an environment nor a file `qqqqqqq`\n"
        "\n"
        "hint: `etalon env list` shows the environments there are\n");
  CHECK(home.etalon({"env", "diff", "before"}).state.code == 2);
}
