#pragma once

#include "confirm.hpp"
#include "exit_status.hpp"
#include "printer.hpp"
#include "progress_display.hpp"

#include <etalon/app/cold_path.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/config/config.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// Options that every command takes.
struct GlobalOptions {
  bool json = false;
  bool quiet = false;
  int verbosity = 0;
  ColorWish color = ColorWish::automatic;
  ProgressFormat progress = ProgressFormat::automatic;
  bool offline = false;
};

// Where the program's own files lie: beside the executable, in the build tree as when installed.
struct InstallLayout {
  std::filesystem::path full_program;   // libexec/etalon/etalon-full
  std::filesystem::path runner_sources; // share/etalon/runner
};

// One call of the program: what was typed, the caller's environment, and what commands work with.
// main() makes it; commands read it.
struct Invocation {
  std::vector<std::string> arguments; // argv
  std::map<std::string, std::string> environment;
  InstallLayout layout;
  GlobalOptions options;
  FileSystem& files;
  ColdPath& cold_path;
  CancellationToken token;
  std::function<ExitStatus()> command;    // the one that was chosen
  std::vector<std::string> child_command; // of `run`

  [[nodiscard]] Printer printer() const;

  // Files, variables and options.
  [[nodiscard]] Config config() const;
  // Variables and options: for what must start fast.
  [[nodiscard]] Config startup_config() const;

  // As typed, for history and results; credentials in URLs are redacted.
  [[nodiscard]] std::string command_line() const;
};

// -n and -p.
struct EnvironmentOptions {
  std::string name;
  std::string prefix;

  [[nodiscard]] std::filesystem::path find(const Config& config,
                                           EnvironmentUse use = EnvironmentUse::read) const;
  [[nodiscard]] std::optional<std::string> wanted_name() const;
  [[nodiscard]] std::optional<std::filesystem::path> wanted_prefix() const;
};

} // namespace etalon
