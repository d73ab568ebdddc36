#pragma once

#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/subprocess.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace etalon::test {

// One file of a package to be made for a test.
struct FixtureFile {
  std::string path;
  std::string content;
  bool executable = false;
};

// A package to be made for a test; `recipe` is YAML that is appended to the generated part.
struct FixturePackage {
  std::string name;
  std::string version;
  std::vector<std::string> depends = {};
  std::vector<FixtureFile> files = {};
  std::string build = "0";
  std::string recipe = {};
  std::string build_keys = {}; // further lines of the `build:` section, indented by two blanks
};

// A temporary $ETALON_HOME with the real programs of the build tree: every test has its own, and it
// goes with the test.
class EtalonHome {
public:
  EtalonHome()
      : m_files(make_posix_file_system()),
        m_directory(*m_files, std::filesystem::temp_directory_path(), "etalon-cli") {
    m_environment = {{"HOME", path("user").string()},
                     {"ETALON_HOME", home().string()},
                     {"XDG_CACHE_HOME", path("cache").string()},
                     {"PATH", "/usr/local/bin:/usr/bin:/bin"},
                     {"LC_ALL", "C.UTF-8"},
                     {"CONDA_OVERRIDE_CUDA", ""}};
    for (const auto* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
      if (const auto* value = std::getenv(name)) {
        m_environment[name] = value;
      }
    }
    m_files->create_directories(path("user"));
  }

  [[nodiscard]] std::filesystem::path path(const std::string& relative) const {
    return m_directory.path() / relative;
  }

  [[nodiscard]] std::filesystem::path home() const { return path("home"); }

  [[nodiscard]] std::filesystem::path prefix(const std::string& name) const {
    return home() / "envs" / name;
  }

  void set(const std::string& variable, const std::string& value) {
    m_environment[variable] = value;
  }

  // Starts the program in this home's folder. Output as it came, with the folder's path shown as
  // `<home>`.
  CapturedOutput etalon(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program().string());
    return command(std::move(arguments));
  }

  // What a command that must succeed prints, with all paths as they are: fit to be read again.
  std::string output_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program().string());
    auto output = start(std::move(arguments));
    if (!output.state.ok()) {
      throw std::runtime_error(output.standard_error);
    }
    return std::move(output.standard_output);
  }

  // Any other program, in the same surroundings.
  CapturedOutput command(std::vector<std::string> arguments) const {
    auto output = start(std::move(arguments));
    output.standard_output = masked(output.standard_output);
    output.standard_error = masked(output.standard_error);
    return output;
  }

  // The result of a command that must succeed, with --json.
  nlohmann::json json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const auto output = etalon(arguments);
    if (!output.state.ok()) {
      throw std::runtime_error(output.standard_output + output.standard_error);
    }
    return nlohmann::json::parse(output.standard_output);
  }

  void write(const std::string& relative, const std::string& content) const {
    m_files->create_directories(path(relative).parent_path());
    m_files->remove_file(path(relative));
    m_files->write_file(path(relative), content);
  }

  // Makes a channel `$ETALON_HOME/channels/NAME` of these packages, by `package build` and `index`.
  void make_channel(const std::string& name, const std::vector<FixturePackage>& packages) const {
    const auto channel = home() / "channels" / name;
    for (const auto& package : packages) {
      build(package, channel);
    }
    must({"channel", "index", channel.string()});
  }

  [[nodiscard]] FileSystem& files() const { return *m_files; }

  static std::filesystem::path program() {
    return std::filesystem::path(ETALON_BINARY_DIR) / "bin" / "etalon";
  }

private:
  CapturedOutput start(std::vector<std::string> arguments) const {
    return run_captured({std::move(arguments), m_environment, m_directory.path()},
                        CancellationToken(),
                        std::chrono::minutes(5));
  }

  [[nodiscard]] std::string masked(const std::string& text) const {
    return replace_all(text, m_directory.path().string(), "<home>");
  }

  void must(const std::vector<std::string>& arguments) const {
    const auto output = etalon(arguments);
    if (!output.state.ok()) {
      throw std::runtime_error(output.standard_error);
    }
  }

  void build(const FixturePackage& package, const std::filesystem::path& channel) const {
    const auto tree = "tree/" + package.name + "-" + package.version + "-" + package.build;
    m_files->create_directories(path(tree));
    for (const auto& file : package.files) {
      const auto target = tree + "/" + file.path;
      m_files->create_directories(path(target).parent_path());
      m_files->write_file(path(target),
                          replace_all(file.content, "@PREFIX@", path(tree).string()),
                          file.executable ? 0755 : 0644);
    }
    auto recipe = "package: {name: " + package.name + ", version: \"" + package.version + "\"}\n" +
                  "build:\n  number: 0\n  string: \"" + package.build + "\"\n" +
                  package.build_keys + "requirements:\n  run: [";
    for (const auto& spec : package.depends) {
      recipe += "\"" + spec + "\", ";
    }
    recipe += "]\n" + package.recipe;
    write(tree + ".yaml", recipe);
    must({"package",
          "build",
          path(tree).string(),
          "--recipe",
          path(tree + ".yaml").string(),
          "--output-dir",
          channel.string(),
          "--compression-level",
          "1"});
  }

  std::unique_ptr<FileSystem> m_files;
  TemporaryDirectory m_directory;
  std::map<std::string, std::string> m_environment;
};

} // namespace etalon::test
