#include <etalon/config/environment_location.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

const Config& config() {
  static const Config loaded =
      load_config({{"ETALON_HOME", "/e"}, {"HOME", "/home/ada"}}, ConfigFiles::ignored);
  return loaded;
}

} // namespace

TEST_CASE("an environment lies below the home by its name", "[config][name]") {
  for (const char* name : {"demo", "torch-2.1_cu118", "A", "a.b", "\xC3\xA9tude"}) {
    CHECK(environment_prefix(name, config()) == std::filesystem::path("/e/envs") / name);
    CHECK(environment_name(environment_prefix(name, config()), config()) == name);
  }
  CHECK(environment_name("/e/envs/x/", config()) == "x");
  CHECK(environment_name("/opt/x", config()).empty());
  CHECK(environment_name("/e/envs/x/y", config()).empty());
}

TEST_CASE("environments are made in the first place that is writable and found in all",
          "[config][name]") {
  const ScratchDirectory scratch;
  Config places =
      load_config({{"ETALON_HOME", (scratch / "home").string()}, {"HOME", scratch.path().string()}},
                  ConfigFiles::ignored);
  CHECK(new_environments_directory(places) == scratch / "home/envs");
  const auto file = scratch.write("file", "");
  places.envs_dirs.value = {file / "envs", scratch / "a/envs", scratch / "b"};
  CHECK(environments_directories(places) ==
        std::vector<std::filesystem::path>{
            scratch / "home/envs", file / "envs", scratch / "a/envs", scratch / "b"});
  CHECK(new_environments_directory(places) == scratch / "a/envs");
  CHECK(environment_prefix("new", places) == scratch / "a/envs/new");
  CHECK_FALSE(find_environment_prefix("new", places));

  scratch.write("b/old/conda-meta/history", "");
  CHECK(find_environment_prefix("old", places) == scratch / "b/old");
  CHECK(environment_prefix("old", places) == scratch / "b/old");
  CHECK(environment_name(scratch / "b/old/", places) == "old");
  scratch.write("home/envs/old/conda-meta/history", "");
  CHECK(find_environment_prefix("old", places) == scratch / "home/envs/old");
}

TEST_CASE("names that no environment may have are refused with the reason", "[config][name]") {
  const auto cause = [](std::string_view name) {
    const Error error = thrown_error([&] { environment_prefix(name, config()); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hints() == Strings{"choose a name of letters, digits, `-` and `_`; a folder is "
                                   "given with `--prefix`"});
    REQUIRE(error.causes().size() == 1);
    return error.causes()[0];
  };
  CHECK(cause("") == "it is empty");
  CHECK(cause("base") == "conda calls its own installation so");
  CHECK(cause("root") == "conda calls its own installation so");
  CHECK(cause("..") == "it starts with `.`");
  CHECK(cause("-n") == "it starts with `-`");
  CHECK(cause("a/b") == "it holds a `/`");
  CHECK(cause("a b") == "it holds a blank");
  CHECK(cause("a:b") == "it holds a `:`");
  CHECK(cause("a#b") == "it holds a `#`");
  CHECK(cause("a\\b") == "it holds a `\\`");
  CHECK(cause("a\nb") == "it holds a control character");
  CHECK(cause(std::string(256, 'a')) == "it is longer than 255 bytes");
  const Error error = thrown_error([] { check_environment_name("a\x1b[31m"); });
  CHECK(error.message() == "`a?[31m` cannot be the name of an environment");
}
