#include <etalon/config/config_files.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

namespace {

std::vector<std::string> paths_of(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> paths;
  for (const ConfigFile& file : find_config_files(environment)) {
    const std::string path = file.path.string();
    // The machine's own may or may not have files.
    if (path.rfind("/etc/", 0) != 0 && path.rfind("/var/", 0) != 0) {
      paths.push_back(path);
    }
  }
  return paths;
}

} // namespace

TEST_CASE("files are looked for where conda looks, then in Etalon's place", "[config][files]") {
  CHECK(paths_of({{"HOME", "/no/ada"},
                  {"XDG_CONFIG_HOME", "/no/xdg"},
                  {"CONDA_ROOT", "/no/root"},
                  {"CONDA_PREFIX", "/no/env"},
                  {"CONDARC", "/no/own.yml"},
                  {"MAMBARC", "/no/mamba"}}) ==
        std::vector<std::string>{"/no/root/.condarc",
                                 "/no/root/condarc",
                                 "/no/root/condarc.d",
                                 "/no/xdg/conda/.condarc",
                                 "/no/xdg/conda/condarc",
                                 "/no/xdg/conda/condarc.d",
                                 "/no/ada/.config/conda/.condarc",
                                 "/no/ada/.config/conda/condarc",
                                 "/no/ada/.config/conda/condarc.d",
                                 "/no/ada/.conda/.condarc",
                                 "/no/ada/.conda/condarc",
                                 "/no/ada/.conda/condarc.d",
                                 "/no/ada/.condarc",
                                 "/no/env/.condarc",
                                 "/no/env/condarc",
                                 "/no/env/condarc.d",
                                 "/no/own.yml",
                                 "/no/xdg/etalon/config.yml"});
}

TEST_CASE("the system's files come first of all", "[config][files]") {
  const auto files = find_config_files({});
  REQUIRE(files.size() >= 4);
  CHECK(files[0].path == "/etc/conda/.condarc");
  CHECK(files[1].path == "/etc/conda/condarc");
}

TEST_CASE("places of variables that are not set are left out", "[config][files]") {
  CHECK(paths_of({}).empty());
  CHECK(paths_of({{"XDG_CONFIG_HOME", "relative"}, {"CONDA_EXE", "/no/conda/bin/conda"}}) ==
        std::vector<std::string>{"/no/conda/.condarc", "/no/conda/condarc", "/no/conda/condarc.d"});
}

TEST_CASE("a place that comes twice counts where it comes first", "[config][files]") {
  const auto paths = paths_of({{"HOME", "/no/ada"},
                               {"XDG_CONFIG_HOME", "/no/ada/.config"},
                               {"CONDARC", "/no/ada/.condarc"}});
  CHECK(paths == std::vector<std::string>{"/no/ada/.config/conda/.condarc",
                                          "/no/ada/.config/conda/condarc",
                                          "/no/ada/.config/conda/condarc.d",
                                          "/no/ada/.conda/.condarc",
                                          "/no/ada/.conda/condarc",
                                          "/no/ada/.conda/condarc.d",
                                          "/no/ada/.condarc",
                                          "/no/ada/.config/etalon/config.yml"});
}

TEST_CASE("a folder stands for its YAML files by name", "[config][files]") {
  const ScratchDirectory scratch;
  scratch.write("condarc.d/20.yaml", "");
  scratch.write("condarc.d/10.yml", "");
  scratch.write("condarc.d/notes.txt", "");
  scratch.write("condarc.d/sub.yml/inner.yml", "");
  scratch.write(".condarc", "");
  const auto files = find_config_files({{"CONDA_ROOT", scratch.path().string()}});
  std::vector<std::string> found;
  for (const ConfigFile& file : files) {
    if (file.exists && file.path.string().rfind(scratch.path().string(), 0) == 0) {
      found.push_back(file.path.lexically_relative(scratch.path()).string());
    }
  }
  CHECK(found == std::vector<std::string>{".condarc", "condarc.d/10.yml", "condarc.d/20.yaml"});
}
