#include "activate/script_run.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::Activation;
using etalon::ActivationOptions;
using etalon::EnvironmentBlock;
using etalon::run_scripts;
using etalon::ScratchDirectory;
using Strings = std::vector<std::string>;

namespace {

// Runs texts as scripts s0.sh, s1.sh, ...
Activation run(const ScratchDirectory& scratch,
               const Strings& texts,
               EnvironmentBlock start = {{"PATH", "/usr/bin:/bin"}},
               std::chrono::milliseconds timeout = std::chrono::seconds(30)) {
  std::vector<std::filesystem::path> scripts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    scripts.push_back(scratch.write("s" + std::to_string(i) + ".sh", texts[i]));
  }
  ActivationOptions options;
  options.script_timeout = timeout;
  Activation activation;
  activation.environment = std::move(start);
  run_scripts(scripts, options, activation);
  return activation;
}

std::string name(const ScratchDirectory& scratch, const char* script) {
  return "the activation script `" + (scratch / script).native() + "`";
}

} // namespace

TEST_CASE("without scripts nothing happens", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation = run(scratch, {});
  CHECK(activation.environment == EnvironmentBlock{{"PATH", "/usr/bin:/bin"}});
}

TEST_CASE("scripts change nothing but what they say", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const EnvironmentBlock start = {{"PATH", "/usr/bin:/bin"},
                                  {"SHLVL", "4"},
                                  {"PWD", "/somewhere"},
                                  {"_", "before"},
                                  {"ENV", "/none"},
                                  {"LINES", "two\nlines"}};
  EnvironmentBlock expected = start;
  expected["A"] = "1\n2 '\"";
  const Activation activation = run(scratch, {"export A='1\n2 '\\''\"'\nB=not_exported\n"}, start);
  CHECK(activation.environment == expected);
  CHECK(activation.warnings.empty());
  CHECK(activation.script_output.empty());
}

TEST_CASE("scripts are written for bash", "[activate][scripts]") {
  if (!std::filesystem::exists("/bin/bash")) {
    WARN("skipped: there is no bash");
    return;
  }
  const ScratchDirectory scratch;
  const Activation activation =
      run(scratch, {"a=(x y)\nif [[ ${a[1]} == y ]]; then export A=${a[1]}; fi\n"});
  CHECK(activation.environment.at("A") == "y");
}

TEST_CASE("what scripts print is for stderr", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation = run(scratch, {"echo out\necho err >&2\n", "printf more\n"});
  CHECK(activation.script_output == "out\nerr\nmore");
}

TEST_CASE("a script that fails is named, the others run", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation = run(
      scratch, {"export A=1\nfalse\n", "set -eu\nexport B=1\n", "unset C\necho $C\n(exit 7)\n"});
  CHECK(activation.environment.at("A") == "1");
  CHECK(activation.environment.at("B") == "1");
  CHECK(activation.warnings == Strings{name(scratch, "s0.sh") + " failed with status 1",
                                       name(scratch, "s2.sh") + " failed with status 7"});
}

TEST_CASE("a script that ends the shell is named, the others run in a new one",
          "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation =
      run(scratch, {"export A=1\n", "export B=1\nexit 5\n", "export C=$A$B\n"});
  CHECK(activation.environment.at("C") == "11");
  CHECK(activation.warnings ==
        Strings{name(scratch, "s1.sh") + " ended the shell (exited with status 5)"});
}

TEST_CASE("a shell that is killed leaves the variables as they were", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation = run(scratch, {"export A=1\nkill -9 $$\n", "export B=1\n"});
  CHECK(activation.environment.count("A") == 0);
  CHECK(activation.environment.at("B") == "1");
  CHECK(activation.warnings ==
        Strings{name(scratch, "s0.sh") + " ended the shell (was killed by signal 9 (Killed))"});
}

TEST_CASE("scripts may disturb the shell itself", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const Activation activation =
      run(scratch, {"set -- x y\nPATH=/none\ncd /\ntrap 'true' EXIT\n", "export B=1\n"});
  CHECK(activation.environment.at("PATH") == "/none");
  CHECK(activation.environment.at("B") == "1");
  CHECK(activation.warnings.empty());
}

TEST_CASE("a path with quotes is sourced", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const auto script = scratch.write("it's $x.sh", "export A=1\n");
  Activation activation;
  activation.environment = {{"PATH", "/usr/bin:/bin"}};
  run_scripts({script}, {}, activation);
  CHECK(activation.environment.at("A") == "1");
}

TEST_CASE("scripts that do not end are stopped and named", "[activate][scripts]") {
  const ScratchDirectory scratch;
  const auto error = thrown_error([&] {
    run(scratch,
        {"export A=1\n", "sleep 60\n"},
        {{"PATH", "/usr/bin:/bin"}},
        std::chrono::milliseconds(200));
  });
  CHECK(error.kind() == etalon::ErrorKind::io);
  CHECK(error.message() == "cannot run the activation scripts `" + (scratch / "s0.sh").native() +
                               "`, `" + (scratch / "s1.sh").native() + "`");
  REQUIRE(error.causes().size() == 1);
}
