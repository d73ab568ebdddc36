#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>

#include <algorithm>

using etalon::test::EtalonHome;

namespace {

void make_demo(const EtalonHome& home) {
  home.make_channel(
      "world",
      {{"tool",
        "1.0",
        {},
        {{"bin/tool", "#!/bin/sh\nexit \"$1\"\n", true},
         {"etc/conda/activate.d/tool.sh", "export TOOL_HOME=\"$CONDA_PREFIX/share\"\n"}}}});
  home.write("demo.yml",
             "name: demo\nchannels: [world]\ndependencies: [tool]\nvariables: {GREETING: hello}\n");
  home.json({"env", "create", "-f", "demo.yml"});
}

} // namespace

TEST_CASE("run gives the command's own exit status", "[cli][run]") {
  EtalonHome home;
  make_demo(home);
  CHECK(home.etalon({"run", "-n", "demo", "--", "tool", "17"}).state.code == 17);
  CHECK(home.etalon({"run", "-n", "demo", "tool", "0"}).state.code == 0);
  CHECK(home.etalon({"run", "-n", "demo", "--", "sh", "-c", "kill -9 $$"}).state.signal == 9);
}

TEST_CASE("run gives the command conda's variables, the manifest's and the scripts'",
          "[cli][run]") {
  EtalonHome home;
  make_demo(home);

  const auto shown = home.etalon({"run",
                                  "-n",
                                  "demo",
                                  "--",
                                  "sh",
                                  "-c",
                                  "echo $CONDA_DEFAULT_ENV $CONDA_PREFIX $CONDA_SHLVL $GREETING "
                                  "$TOOL_HOME; echo $PATH"});

  CHECK(shown.standard_output == "demo <home>/home/envs/demo 1 hello <home>/home/envs/demo/share\n"
                                 "<home>/home/envs/demo/bin:/usr/local/bin:/usr/bin:/bin\n");
  CHECK(shown.standard_error.empty());
}

TEST_CASE("run passes options of the command through", "[cli][run]") {
  EtalonHome home;
  make_demo(home);
  const auto shown = home.etalon({"run", "-n", "demo", "echo", "--json", "-n", "x"});
  CHECK(shown.standard_output == "--json -n x\n");
}

TEST_CASE("run says what is missing", "[cli][run]") {
  EtalonHome home;
  make_demo(home);

  const auto nothing = home.etalon({"run", "-n", "demo"});
  CHECK(nothing.state.code == 2);
  CHECK(nothing.standard_error == "error: which command to run must be said\n"
                                  "\n"
                                  "hint: for example `etalon run -n NAME -- python script.py`\n");

  const auto nowhere = home.etalon({"run", "-n", "dmeo", "--", "true"});
  CHECK(nowhere.state.code == 4);
  CHECK(nowhere.standard_error == "error: there is no environment `dmeo`\n"
                                  "\n"
                                  "hint: did you mean `demo`?\n");

  const auto active = home.etalon({"run", "--", "true"});
  CHECK(active.state.code == 2);
  CHECK(active.standard_error ==
        "error: no environment is named and none is active\n"
        "\n"
        "hint: name one with -n NAME or -p PREFIX; `etalon env list` shows what there is\n");
}

TEST_CASE("run uses the active environment where none is named", "[cli][run]") {
  EtalonHome home;
  make_demo(home);
  home.set("CONDA_PREFIX", home.prefix("demo").string());
  CHECK(home.etalon({"run", "--", "tool", "5"}).state.code == 5);
}
