#include "activate/environment_variables.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::EnvironmentVariables;
using etalon::load_environment_variables;
using etalon::ScratchDirectory;
using Map = std::map<std::string, std::string>;
using Strings = std::vector<std::string>;

TEST_CASE("packages' variables come in order of names, the state file last",
          "[activate][variables]") {
  const ScratchDirectory scratch;
  CHECK(load_environment_variables(scratch.path()).set.empty());
  scratch.write("etc/conda/env_vars.d/b.json", R"({"A": "b", "B": "b", "C": "b", "E": "b"})");
  scratch.write("etc/conda/env_vars.d/a.json", R"({"A": "a", "D": "a"})");
  scratch.write("etc/conda/env_vars.d/c.txt", "no JSON");
  scratch.write("conda-meta/state",
                R"({"env_vars": {"B": "s", "C": "***unset***", "F": "***unset***"}, "v": 1})");
  const EnvironmentVariables variables = load_environment_variables(scratch.path());
  CHECK(variables.set == Map{{"A", "b"}, {"B", "s"}, {"D", "a"}, {"E", "b"}});
  CHECK(variables.unset == std::set<std::string>{"C", "F"});
  CHECK(variables.warnings.empty());
}

TEST_CASE("a later value undoes an earlier unset", "[activate][variables]") {
  const ScratchDirectory scratch;
  scratch.write("etc/conda/env_vars.d/a.json", R"({"A": "***unset***"})");
  scratch.write("conda-meta/state", R"({"env_vars": {"A": "x"}})");
  const EnvironmentVariables variables = load_environment_variables(scratch.path());
  CHECK(variables.set == Map{{"A", "x"}});
  CHECK(variables.unset.empty());
}

TEST_CASE("reserved and impossible names are ignored with a warning", "[activate][variables]") {
  const ScratchDirectory scratch;
  const auto state = scratch.write("conda-meta/state",
                                   R"({"env_vars": {"PATH": "/x", "A=B": "1", "C": "a\u0000b"}})");
  const EnvironmentVariables variables = load_environment_variables(scratch.path());
  CHECK(variables.set.empty());
  CHECK(variables.warnings ==
        Strings{"`" + state.native() +
                    "` sets the variable `A=B`, which no process can have; it is ignored",
                "`" + state.native() +
                    "` sets the variable `C`, which no process can have; it is ignored",
                "`" + state.native() +
                    "` sets the variable `PATH`, which is reserved; it is ignored"});
}

TEST_CASE("variables that cannot be read are an error", "[activate][variables]") {
  const ScratchDirectory scratch;
  const auto check = [&](const std::filesystem::path& file, const std::string& hint) {
    const auto error = thrown_error([&] { load_environment_variables(scratch.path()); });
    CHECK(error.kind() == etalon::ErrorKind::corrupt);
    CHECK(error.message() == "cannot read the variables in `" + file.native() + "`");
    CHECK(error.hints() == Strings{hint});
  };
  const char* state_hint = R"(it should be a JSON object like {"env_vars": {"NAME": "value"}})";
  check(scratch.write("conda-meta/state", "{"), state_hint);
  check(scratch.write("conda-meta/state", R"({"env_vars": []})"), state_hint);
  check(scratch.write("conda-meta/state", R"({"env_vars": {"A": 1}})"), state_hint);
  check(scratch.write("etc/conda/env_vars.d/a.json", "[]"),
        R"(it should be a JSON object like {"NAME": "value"})");
}
