#include <etalon/pip/pip_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace etalon;

namespace {

PipRequest request() {
  PipRequest request;
  request.lines = {{"requests", "/project"}, {"-r more.txt", "/project"}};
  request.python = "/envs/demo/bin/python3.11";
  request.pip_version = "23.0.1";
  request.environment = {{"PATH", "/envs/demo/bin:/usr/bin"}, {"PYTHONNOUSERSITE", ""}};
  return request;
}

} // namespace

TEST_CASE("pip of the prefix is called, isolated and without questions", "[pip][plan]") {
  const auto plan = plan_pip(request(), "/scratch");
  CHECK(plan.command.arguments == std::vector<std::string>{"/envs/demo/bin/python3.11",
                                                           "-m",
                                                           "pip",
                                                           "install",
                                                           "--no-input",
                                                           "--disable-pip-version-check",
                                                           "--requirement",
                                                           "/scratch/requirements.txt",
                                                           "--report",
                                                           "/scratch/report.json"});
  CHECK(plan.requirements == "requests\n-r /project/more.txt\n");
  CHECK(plan.command.working_directory == "/project");
  CHECK(plan.command.environment.at("PATH") == "/envs/demo/bin:/usr/bin");
  CHECK(plan.command.environment.at("PYTHONNOUSERSITE") == "1");
  CHECK(plan.command.environment.at("PIP_CONFIG_FILE") == "/dev/null");
}

TEST_CASE("a pip that writes no report is asked for none", "[pip][plan]") {
  auto old = request();
  for (const auto* version : {"22.1.2", "9.0", "", "odd version"}) {
    old.pip_version = version;
    const auto plan = plan_pip(old, "/scratch");
    CHECK(plan.report_file.empty());
    CHECK(plan.command.arguments.back() == "/scratch/requirements.txt");
  }
  old.pip_version = "22.2";
  CHECK(plan_pip(old, "/scratch").report_file == "/scratch/report.json");
}

TEST_CASE("what must not be shown is collected from lines and settings", "[pip][plan]") {
  auto secret = request();
  secret.lines.push_back({"--index-url https://me:pass%40word@a.example/simple", "/project"});
  secret.environment["PIP_PROXY"] = "http://proxy-login@proxy:3128";
  secret.environment["OTHER"] = "https://me:irrelevant@a.example";
  const auto plan = plan_pip(secret, "/scratch");
  CHECK(plan.secrets ==
        std::vector<std::string>{"pass%40word", "pass@word", "proxy-login", "proxy-login"});
}

TEST_CASE("of a person's variables for Python and pip the index settings are left", "[pip][plan]") {
  const auto isolated = isolated_from_user({{"HOME", "/nowhere"},
                                            {"PATH", "/usr/bin"},
                                            {"PIP_INDEX_URL", "https://a.example/simple"},
                                            {"PIP_USER", "1"},
                                            {"PIP_CONFIG_FILE", "/dev/null"},
                                            {"PYTHONPATH", "/mine"},
                                            {"VIRTUAL_ENV", "/venv"}});
  CHECK(isolated == EnvironmentBlock{{"HOME", "/nowhere"},
                                     {"PATH", "/usr/bin"},
                                     {"PIP_INDEX_URL", "https://a.example/simple"}});
}
