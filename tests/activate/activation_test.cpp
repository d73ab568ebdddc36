#include <etalon/activate/activation.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using etalon::Activation;
using etalon::ActivationOptions;
using etalon::EnvironmentBlock;
using etalon::ScratchDirectory;

namespace {

Activation activate(const std::filesystem::path& prefix, EnvironmentBlock caller) {
  ActivationOptions options;
  options.display_name = "demo";
  options.caller = std::move(caller);
  return Activation::of(prefix, options);
}

} // namespace

TEST_CASE("an environment is activated over none", "[activate]") {
  const ScratchDirectory scratch;
  const std::string prefix = scratch.path().native();
  const Activation activation =
      activate(scratch.path() / "", {{"PATH", "/usr/bin:/bin"}, {"HOME", "/h"}});
  CHECK(activation.environment == EnvironmentBlock{{"PATH", prefix + "/bin:/usr/bin:/bin"},
                                                   {"HOME", "/h"},
                                                   {"CONDA_PREFIX", prefix},
                                                   {"CONDA_SHLVL", "1"},
                                                   {"CONDA_DEFAULT_ENV", "demo"},
                                                   {"CONDA_PROMPT_MODIFIER", "(demo) "}});
  CHECK(activation.warnings.empty());
  CHECK(activation.script_output.empty());
}

TEST_CASE("PATH always starts with the environment", "[activate]") {
  const ScratchDirectory scratch;
  const std::string own = scratch.path().native() + "/bin";
  const auto path = [&](EnvironmentBlock caller) {
    return activate(scratch.path(), std::move(caller)).environment.at("PATH");
  };
  CHECK(path({}) == own + ":/usr/bin:/bin");
  CHECK(path({{"PATH", "/a:" + own + ":/b"}}) == own + ":/a:/b");
  CHECK(path({{"PATH", "/a::/b"}}) == own + ":/a::/b");
  CHECK(path({{"PATH", "/a:/old/bin:/b"}, {"CONDA_PREFIX", "/old"}, {"CONDA_SHLVL", "1"}}) ==
        own + ":/a:/b");
  CHECK(path({{"PATH", "/a:/old/bin:/b"}, {"CONDA_PREFIX", "/old"}, {"CONDA_SHLVL", "0"}}) ==
        own + ":/a:/old/bin:/b");
}

TEST_CASE("an environment that is active is stacked below", "[activate]") {
  const ScratchDirectory scratch;
  const Activation activation = activate(scratch.path(),
                                         {{"PATH", "/old/bin:/bin"},
                                          {"CONDA_PREFIX", "/old"},
                                          {"CONDA_PREFIX_1", "/base"},
                                          {"CONDA_SHLVL", "2"},
                                          {"CONDA_DEFAULT_ENV", "old"}});
  CHECK(activation.environment.at("CONDA_SHLVL") == "3");
  CHECK(activation.environment.at("CONDA_PREFIX") == scratch.path().native());
  CHECK(activation.environment.at("CONDA_PREFIX_1") == "/base");
  CHECK(activation.environment.at("CONDA_PREFIX_2") == "/old");
  CHECK(activation.environment.at("CONDA_DEFAULT_ENV") == "demo");
}

TEST_CASE("an environment that is active itself is activated again", "[activate]") {
  const ScratchDirectory scratch;
  const std::string prefix = scratch.path().native();
  const Activation activation =
      activate(scratch.path(),
               {{"PATH", prefix + "/bin:/bin"}, {"CONDA_PREFIX", prefix}, {"CONDA_SHLVL", "2"}});
  CHECK(activation.environment.at("CONDA_SHLVL") == "2");
  CHECK(activation.environment.at("PATH") == prefix + "/bin:/bin");
  CHECK(activation.environment.count("CONDA_PREFIX_2") == 0);
}

TEST_CASE("the environment's variables are set and unset, what they hide is kept", "[activate]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/state", R"({"env_vars": {"A": "new", "B": "***unset***", "C": "x"}})");
  const Activation activation =
      activate(scratch.path(), {{"A", "old"}, {"B", "gone"}, {"D", "kept"}});
  const EnvironmentBlock& block = activation.environment;
  CHECK(block.at("A") == "new");
  CHECK(block.at("__CONDA_SHLVL_0_A") == "old");
  CHECK(block.count("B") == 0);
  CHECK(block.at("__CONDA_SHLVL_0_B") == "gone");
  CHECK(block.at("C") == "x");
  CHECK(block.count("__CONDA_SHLVL_0_C") == 0);
  CHECK(block.at("D") == "kept");
}

TEST_CASE("scripts see the variables and come after them", "[activate]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/state", R"({"env_vars": {"A": "state"}})");
  scratch.write("etc/conda/activate.d/a.sh",
                "export B=\"$A:$CONDA_PREFIX\"\nexport A=script\nunset GONE\n");
  const Activation activation =
      activate(scratch.path(), {{"PATH", "/usr/bin:/bin"}, {"GONE", "1"}});
  CHECK(activation.environment.at("B") == "state:" + scratch.path().native());
  CHECK(activation.environment.at("A") == "script");
  CHECK(activation.environment.count("GONE") == 0);
}

TEST_CASE("the old environment is deactivated first, in reverse order", "[activate]") {
  const ScratchDirectory scratch;
  scratch.write("old/etc/conda/deactivate.d/a.sh", "export LOG=\"$LOG-old_a:$CONDA_PREFIX\"\n");
  scratch.write("old/etc/conda/deactivate.d/b.sh", "export LOG=\"$LOG-old_b\"\nunset OLD\n");
  scratch.write("new/etc/conda/activate.d/a.sh", "export LOG=\"$LOG-new:${OLD-none}\"\n");
  const std::string old = (scratch / "old").native();
  const Activation activation = activate(scratch / "new",
                                         {{"PATH", old + "/bin:/usr/bin:/bin"},
                                          {"CONDA_PREFIX", old},
                                          {"CONDA_SHLVL", "1"},
                                          {"OLD", "1"},
                                          {"LOG", ""}});
  CHECK(activation.environment.at("LOG") == "-old_b-old_a:" + old + "-new:none");
  CHECK(activation.warnings.empty());
}
