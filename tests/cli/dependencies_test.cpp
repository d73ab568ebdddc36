#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

using etalon::test::EtalonHome;
using nlohmann::json;

namespace {

void make_demo(const EtalonHome& home) {
  home.make_channel("world",
                    {{"zlib", "1.3"},
                     {"library", "2.0", {"zlib >=1.2", "__glibc >=2.17"}},
                     {"tool", "1.1", {"library"}},
                     {"app", "1.5", {"library >=1.0", "tool"}}});
  home.json({"create", "-n", "demo", "-c", "world", "app", "tool>=1"});
}

} // namespace

TEST_CASE("why shows the shortest chains from what was requested", "[cli][why]") {
  EtalonHome home;
  make_demo(home);
  const auto output = home.etalon({"why", "-n", "demo", "zlib"});
  CHECK(output.state.code == 0);
  CHECK(output.standard_output == "zlib 1.3 0 from world\n"
                                  "\n"
                                  "app\n"
                                  "└─ app 1.5 needs library >=1.0\n"
                                  "   └─ library 2.0 needs zlib >=1.2\n"
                                  "\n"
                                  "tool>=1\n"
                                  "└─ tool 1.1 needs library\n"
                                  "   └─ library 2.0 needs zlib >=1.2\n");
  CHECK(home.etalon({"why", "demo", "zlib"}).standard_output == output.standard_output);

  const auto answer = home.json({"why", "-n", "demo", "zlib"});
  CHECK(answer.at("requested") == false);
  CHECK(answer.at("chain_count") == 2);
  CHECK(answer.at("chains").at(1) ==
        json({{"requested_by", {"tool>=1"}},
              {"links",
               {{{"name", "tool"}, {"version", "1.1"}, {"needs", "library"}},
                {{"name", "library"}, {"version", "2.0"}, {"needs", "zlib >=1.2"}}}}}));
}

TEST_CASE("why says where a package was requested itself", "[cli][why]") {
  EtalonHome home;
  make_demo(home);
  CHECK(home.etalon({"why", "-n", "demo", "tool"}).standard_output == "tool 1.1 0 from world\n"
                                                                      "\n"
                                                                      "requested: tool>=1\n"
                                                                      "\n"
                                                                      "app\n"
                                                                      "└─ app 1.5 needs tool\n");
}

TEST_CASE("why tells of the machine's packages as well", "[cli][why]") {
  EtalonHome home;
  make_demo(home);
  CHECK(home.etalon({"why", "-n", "demo", "__glibc", "--limit", "1"}).standard_output ==
        "__glibc\n"
        "\n"
        "app\n"
        "└─ app 1.5 needs library >=1.0\n"
        "   └─ library 2.0 needs __glibc >=2.17\n"
        "\n"
        "and 1 more: `--limit` shows them\n");
}

TEST_CASE("why answers with 1 where a package is not installed", "[cli][why]") {
  EtalonHome home;
  make_demo(home);
  const auto near = home.etalon({"why", "-n", "demo", "libary"});
  CHECK(near.state.code == 1);
  CHECK(near.standard_output.empty());
  CHECK(near.standard_error == "error: `libary` is not installed in `demo`\n"
                               "\n"
                               "hint: did you mean `library`?\n");
  CHECK(home.etalon({"why", "-n", "demo", "qqqqqq"}).standard_error ==
        "error: `qqqqqq` is not installed in `demo`\n"
        "\n"
        "hint: `etalon list` shows what is installed\n");
  const auto two = home.etalon({"why", "-n", "demo", "zlib", "tool"});
  CHECK(two.state.code == 2);
  CHECK(two.standard_error == "error: one package at a time is explained\n"
                              "\n"
                              "hint: ask for `zlib` alone\n");
}

TEST_CASE("why explains what nothing requested leads to", "[cli][why]") {
  EtalonHome home;
  make_demo(home);
  home.write("home/envs/demo/conda-meta/history",
             "==> 2026-01-01 12:00:00 <==\n"
             "# update specs: ['tool']\n");
  auto record =
      json::parse(etalon::read_file(home.prefix("demo") / "conda-meta" / "app-1.5-0.json"));
  record["requested_specs"] = json::array();
  home.write("home/envs/demo/conda-meta/app-1.5-0.json", record.dump());
  CHECK(home.etalon({"why", "-n", "demo", "app"}).standard_output ==
        "app 1.5 0 from world\n\nnothing that was requested needs it\n");
}

TEST_CASE("tree shows what needs what", "[cli][tree]") {
  EtalonHome home;
  make_demo(home);
  CHECK(home.etalon({"tree", "-n", "demo"}).standard_output == "app 1.5\n"
                                                               "├─ library 2.0\n"
                                                               "│  ├─ __glibc >=2.17\n"
                                                               "│  └─ zlib 1.3\n"
                                                               "└─ tool 1.1\n"
                                                               "   └─ library 2.0 (*)\n"
                                                               "tool 1.1 (*)\n");
  CHECK(home.etalon({"tree", "-n", "demo", "tool", "--depth", "1"}).standard_output ==
        "tool 1.1\n"
        "└─ library 2.0\n");
}

TEST_CASE("tree is drawn in ASCII where the terminal has nothing else", "[cli][tree]") {
  EtalonHome home;
  make_demo(home);
  home.set("LC_ALL", "C");
  CHECK(home.etalon({"tree", "-n", "demo", "--invert", "library"}).standard_output ==
        "library 2.0\n"
        "|- app 1.5\n"
        "`- tool 1.1\n"
        "   `- app 1.5\n");
}

TEST_CASE("tree as JSON holds the graph that it would show", "[cli][tree]") {
  EtalonHome home;
  make_demo(home);
  const auto tree = home.json({"tree", "-n", "demo", "tool", "--depth", "1"});
  CHECK(tree.at("roots") == json::array({"tool"}));
  CHECK(tree.at("inverted") == false);
  REQUIRE(tree.at("packages").size() == 2);
  CHECK(tree.at("packages").at(0).at("name") == "library");
  CHECK(tree.at("packages").at(0).at("kind") == "conda");
  CHECK(tree.at("packages").at(1).at("needs") ==
        json::array({{{"name", "library"}, {"spec", "library"}}}));
}

TEST_CASE("tree needs a package to be inverted at, one that is there", "[cli][tree]") {
  EtalonHome home;
  make_demo(home);
  const auto nowhere = home.etalon({"tree", "-n", "demo", "--invert"});
  CHECK(nowhere.state.code == 2);
  CHECK(nowhere.standard_error == "error: `--invert` needs a package to begin at\n"
                                  "\n"
                                  "hint: for example `etalon tree -n NAME --invert numpy`\n");
  const auto absent = home.etalon({"tree", "-n", "demo", "zlip"});
  CHECK(absent.state.code == 1);
  CHECK(absent.standard_error == "error: `zlip` is not installed in `demo`\n"
                                 "\n"
                                 "hint: did you mean `zlib`?\n");
}

TEST_CASE("a package that is missing is marked in the tree", "[cli][tree]") {
  EtalonHome home;
  make_demo(home);
  home.files().remove_file(home.prefix("demo") / "conda-meta" / "zlib-1.3-0.json");
  CHECK(home.etalon({"tree", "-n", "demo", "library"}).standard_output ==
        "library 2.0\n"
        "├─ __glibc >=2.17\n"
        "└─ zlib >=1.2 (not installed)\n");
  CHECK(home.etalon({"why", "-n", "demo", "zlib"}).state.code == 1);
}
