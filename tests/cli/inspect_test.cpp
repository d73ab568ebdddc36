#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using etalon::test::FixturePackage;
using nlohmann::json;

namespace {

// An environment of every layer: a framework on a BLAS on a compiler's run time, beside Python.
std::vector<FixturePackage> world() {
  return {{"libgcc", "12.2", {}, {{"lib/libgcc.txt", "libgcc\n"}}},
          {"libblas", "3.9", {"libgcc"}, {}, "openblas"},
          {"libblas", "3.9", {"libgcc", "mkl >=2023"}, {}, "mkl"},
          {"mkl", "2023.1"},
          {"numpy", "1.24", {"libblas >=3.9"}},
          {"numpy", "1.26", {"libblas >=3.9"}},
          {"libtorch", "2.1", {"libblas", "numpy >=1.20", "__glibc >=2.17"}}};
}

void make_demo(const EtalonHome& home) {
  home.make_channel("world", world());
  home.json(
      {"create", "-n", "demo", "-c", "world", "libtorch", "numpy>=1.20", "libblas=*=openblas"});
}

} // namespace

TEST_CASE("list prints conda's table", "[cli][list]") {
  EtalonHome home;
  make_demo(home);
  const auto all = home.etalon({"list", "-n", "demo"});
  CHECK(all.state.code == 0);
  CHECK(all.standard_error.empty());
  CHECK(all.standard_output == "# packages in environment at <home>/home/envs/demo:\n"
                               "#\n"
                               "# Name    Version  Build     Channel\n"
                               "libblas   3.9      openblas  world\n"
                               "libgcc    12.2     0         world\n"
                               "libtorch  2.1      0         world\n"
                               "numpy     1.26     0         world\n");
}

TEST_CASE("list takes a regular expression as conda does", "[cli][list]") {
  EtalonHome home;
  make_demo(home);
  const auto names = [&](const std::vector<std::string>& words) {
    std::vector<std::string> arguments = {"list", "-n", "demo"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    std::string found;
    const auto answer = home.json(arguments);
    for (const auto& package : answer.at("packages")) {
      found += package.at("name").get<std::string>() + " ";
    }
    return found;
  };
  CHECK(names({"BLAS"}) == "libblas ");
  CHECK(names({"^lib.*s$|num"}) == "libblas numpy ");
  CHECK(names({"--full-name", "lib"}).empty());
  CHECK(names({"-f", "libgcc"}) == "libgcc ");
  CHECK(names({"--reverse", "lib"}) == "libtorch libgcc libblas ");
  CHECK(home.etalon({"list", "-n", "demo", "nothing-has-it"}).state.code == 0);

  const auto refused = home.etalon({"list", "-n", "demo", "*blas"});
  CHECK(refused.state.code == 2);
  CHECK(refused.standard_error == "error: invalid regular expression `*blas`\n"
                                  "  caused by: column 1: found `*` with nothing to repeat\n"
                                  "\n"
                                  "hint: write `.*`, or `\\*` for the character\n");
}

TEST_CASE("list has conda's other forms", "[cli][list]") {
  EtalonHome home;
  make_demo(home);
  const auto record = home.json({"list", "-n", "demo", "libgcc"}).at("packages").at(0);
  CHECK(record.at("dist_name") == "libgcc-12.2-0");
  CHECK(record.at("build_string") == "0");
  CHECK(record.at("platform") == "linux-64");
  CHECK(record.at("layer") == "compiler_runtime");
  CHECK(record.at("requested_by") == json::array());
  CHECK(record.at("files") == 1);
  CHECK(record.at("bytes") == 7);

  CHECK(home.etalon({"list", "-n", "demo", "--canonical", "libgcc"}).standard_output ==
        "world/linux-64::libgcc-12.2-0\n");
  const auto header = "# This file may be used to create an environment using:\n"
                      "# $ etalon create --name <env> --file <this file>\n"
                      "# platform: linux-64\n"
                      "# created-by: " +
                      home.output_of({"--version"});
  CHECK(home.etalon({"list", "-n", "demo", "-e", "^libg"}).standard_output ==
        header + "libgcc=12.2=0\n");
  const auto url = "file://<home>/home/channels/world/linux-64/libgcc-12.2-0.conda";
  CHECK(home.etalon({"list", "-n", "demo", "--explicit", "^libg"}).standard_output ==
        header + "@EXPLICIT\n" + url + "\n");
  CHECK(home.etalon({"list", "-n", "demo", "--explicit", "--md5", "^libg"}).standard_output ==
        header + "@EXPLICIT\n" + url + "#" + record.at("md5").get<std::string>() + "\n");
  CHECK(home.etalon({"list", "-n", "demo", "--explicit", "--sha256", "^libg"}).standard_output ==
        header + "@EXPLICIT\n" + url + "#sha256:" + record.at("sha256").get<std::string>() + "\n");
  CHECK(home.etalon({"list", "-n", "demo", "--size", "^libg"}).standard_output ==
        "# packages in environment at <home>/home/envs/demo:\n"
        "#\n"
        "# Name  Version  Build  Channel  Size\n"
        "libgcc  12.2     0      world     7 B\n"
        "# 7 B in all\n");
}

TEST_CASE("what list --explicit prints makes the environment again", "[cli][list]") {
  EtalonHome home;
  make_demo(home);
  home.write("list.txt", home.output_of({"list", "-n", "demo", "--explicit", "--sha256"}));
  home.json({"create", "-n", "again", "-f", "list.txt"});
  CHECK(home.etalon({"env", "diff", "demo", "again"}).state.code == 0);
}

TEST_CASE("list shows the revisions of a history that conda wrote", "[cli][list]") {
  EtalonHome home;
  home.write("prefix/conda-meta/history",
             "==> 2026-01-01 12:00:00 <==\n"
             "# cmd: conda create numpy\n"
             "# conda version: 26.7.0\n"
             "+conda-forge/linux-64::numpy-1.24.0-py311_0\n"
             "+defaults::zlib-1.2.11-h_2\n"
             "==> 2026-02-01 12:00:00 <==\n"
             "-conda-forge/linux-64::numpy-1.24.0-py311_0\n"
             "-defaults::zlib-1.2.11-h_2\n"
             "+conda-forge/linux-64::numpy-1.26.4-py311_0\n");
  CHECK(home.etalon({"list", "-p", "prefix", "--revisions"}).standard_output ==
        "2026-01-01 12:00:00  (rev 0)\n"
        "    +numpy-1.24.0-py311_0 (conda-forge/linux-64)\n"
        "    +zlib-1.2.11-h_2 (defaults)\n"
        "\n"
        "2026-02-01 12:00:00  (rev 1)\n"
        "     numpy  {1.24.0-py311_0 (conda-forge/linux-64) -> 1.26.4-py311_0 "
        "(conda-forge/linux-64)}\n"
        "    -zlib-1.2.11-h_2 (defaults)\n"
        "\n");
  const auto revisions = home.json({"list", "-p", "prefix", "--revisions"}).at("revisions");
  CHECK(revisions.at(1).at("upgrade") ==
        json::array({{{"old", "conda-forge/linux-64::numpy-1.24.0-py311_0"},
                      {"new", "conda-forge/linux-64::numpy-1.26.4-py311_0"}}}));
  CHECK(revisions.at(0).at("tool") == "conda 26.7.0");
}

TEST_CASE("list reads a prefix that conda made", "[cli][list][real]") {
  const std::string archive = ETALON_SOURCE_DIR "/../shared/data/conda-meta/envpy37osx_whl.tar.zst";
  if (!std::filesystem::exists(archive)) {
    WARN("no conda-meta at " << archive << ": not tested");
    return;
  }
  EtalonHome home;
  REQUIRE(home.command({"tar", "--zstd", "-xf", archive}).state.ok());
  const auto listed = home.json({"list", "-p", "envpy37osx_whl"}).at("packages");
  CHECK(listed.size() >= 13);
  const auto python = home.json({"list", "-p", "envpy37osx_whl", "^python$"}).at("packages").at(0);
  CHECK(python.at("version") == "3.7.0");
  CHECK(python.at("layer") == "python");
  CHECK(home.json({"env", "info", "-p", "envpy37osx_whl"}).at("python_version") == "3.7.0");
  CHECK(home.json({"tree", "-p", "envpy37osx_whl"}).at("packages").size() >= 13);
  CHECK(home.etalon({"why", "-p", "envpy37osx_whl", "openssl"}).state.code == 0);
  // It is one of another platform.
  CHECK(home.output_of({"list", "-p", "envpy37osx_whl", "-e"}).find("# platform: osx-64\n") !=
        std::string::npos);
  for (const char* form : {"explicit", "conda-lock", "json"}) {
    const auto text = home.output_of({"env", "export", "-p", "envpy37osx_whl", "--format", form});
    CHECK(text.find("osx-64") != std::string::npos);
    CHECK(text.find("linux-64") == std::string::npos);
    CHECK(text.find("__glibc") == std::string::npos);
  }
}

TEST_CASE("env info says what an environment is and where it comes from", "[cli][info]") {
  EtalonHome home;
  make_demo(home);
  const auto info = home.json({"env", "info", "-n", "demo"});
  CHECK(info.at("name") == "demo");
  CHECK(info.at("packages") == 4);
  CHECK(info.at("pip_packages") == 0);
  CHECK(info.at("requested_specs") ==
        json::array({"libblas=*=openblas", "libtorch", "numpy>=1.20"}));
  CHECK(info.at("frozen") == false);
  CHECK(info.at("made_by").get<std::string>().rfind("etalon ", 0) == 0);
  CHECK(info.at("created") == info.at("changed"));
  CHECK(info.at("python_version") == "");
  CHECK_FALSE(info.at("virtual_packages").empty());

  home.write("home/envs/demo/conda-meta/frozen", R"({"message": "measured with: do not touch"})");
  const auto text = home.etalon({"env", "info", "-n", "demo"}).standard_output;
  CHECK(text.find("frozen          yes: measured with: do not touch\n") != std::string::npos);
  CHECK(text.find("name            demo\n"
                  "prefix          <home>/home/envs/demo\n"
                  "environment id  ") == 0);
}

TEST_CASE("info says how each virtual package was found", "[cli][info]") {
  EtalonHome home;
  home.set("CONDA_OVERRIDE_CUDA", "12.4");
  home.set("CONDA_CHANNELS", "https://user:secret@example.org/t/tk-123/world");
  const auto info = home.json({"info"});
  bool found = false;
  for (const auto& package : info.at("virtual_packages")) {
    if (package.at("name") == "__cuda") {
      found = true;
      CHECK(package.at("version") == "12.4");
      CHECK(package.at("origin") == "CONDA_OVERRIDE_CUDA");
    }
  }
  CHECK(found);
  const auto text = home.etalon({"info"}).standard_output;
  CHECK(text.find("__cuda=12.4=0 (from CONDA_OVERRIDE_CUDA)\n") != std::string::npos);
  CHECK(text.find("https://example.org/world/linux-64\n") != std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
  CHECK(text.find("tk-123") == std::string::npos);
}

TEST_CASE("what pip installed is listed, drawn and compared", "[cli][list][pip]") {
  EtalonHome home;
  home.make_channel("world",
                    {{"python", "3.11.2", {}, {{"bin/python3.11", "#!/bin/sh\nexit 0\n", true}}}});
  home.json({"create", "-n", "plain", "-c", "world", "python"});
  home.json({"create", "-n", "demo", "-c", "world", "python"});
  const std::string metadata = "home/envs/demo/lib/python3.11/site-packages/torch-2.1.dist-info/";
  home.write(metadata + "METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 2.1\n");
  home.write(metadata + "RECORD", "torch-2.1.dist-info/METADATA,,\n");

  CHECK(home.etalon({"list", "-n", "demo"}).standard_output ==
        "# packages in environment at <home>/home/envs/demo:\n"
        "#\n"
        "# Name  Version  Build   Channel\n"
        "python  3.11.2   0       world\n"
        "torch   2.1      pypi_0  pypi\n");
  CHECK(home.json({"list", "-n", "demo", "--no-pip"}).at("packages").size() == 1);
  CHECK(home.json({"list", "-n", "demo", "torch"}).at("packages").at(0).at("manager") == "pypi");
  CHECK(home.json({"env", "info", "-n", "demo"}).at("pip_packages") == 1);
  CHECK(home.etalon({"tree", "-n", "demo"}).standard_output == "python 3.11.2\ntorch 2.1 (pypi)\n");
  CHECK(home.etalon({"why", "-n", "demo", "torch"}).standard_output ==
        "torch 2.1 pypi_0 from pypi\n\ninstalled by pip\n");
  const auto difference = home.etalon({"env", "diff", "plain", "demo", "--json"});
  CHECK(difference.state.code == 1);
  const auto packages = json::parse(difference.standard_output).at("packages");
  REQUIRE(packages.size() == 1);
  CHECK(packages.at(0).at("manager") == "pypi");
  CHECK(packages.at(0).at("layer") == "framework");
}
