#include "script_run.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/subprocess.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace etalon {
namespace {

using std::filesystem::path;

// The shell tells on a descriptor of its own, NUL-terminated: "begin N", "failed N STATUS", and
// last k_dump and one NAME=VALUE after the other.
constexpr std::string_view k_dump = "etalon-environment";

std::string quoted(const std::string& text) {
  return fmt::format("'{}'", replace_all(text, "'", R"('\'')"));
}

// Nothing of the program lies in variables or positional parameters, which scripts may change.
std::string shell_program(const std::vector<path>& scripts, std::size_t first) {
  const std::string dump = fmt::format(R"(printf "{}\0" >&9; /usr/bin/env -0 >&9)", k_dump);
  // The trap is for scripts that exit.
  std::string program = fmt::format("exec 9>&1 1>&2\ntrap '{}' EXIT\n", dump);
  for (std::size_t i = first; i < scripts.size(); ++i) {
    // A script may have turned on -e or -u; the next one does not expect it.
    program += fmt::format("printf 'begin {0}\\0' >&9\n"
                           ". {1} || printf 'failed {0} %s\\0' \"$?\" >&9\n"
                           "set +eu\n",
                           i,
                           quoted(scripts[i].native()));
  }
  program += fmt::format("printf 'begin {}\\0' >&9\ntrap - EXIT\n{}\n", scripts.size(), dump);
  return program;
}

// What the shell told.
struct ShellReport {
  std::size_t last_begun = 0; // the number of scripts once all were sourced
  std::vector<std::pair<std::size_t, std::string>> failed; // script and status
  std::optional<EnvironmentBlock> environment;
};

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

ShellReport parse_report(std::string_view text, std::size_t first) {
  ShellReport report;
  report.last_begun = first;
  for (const std::string_view entry : split(text, '\0')) {
    if (report.environment) {
      const std::size_t equals = entry.find('=');
      if (equals != std::string_view::npos) {
        report.environment->emplace(entry.substr(0, equals), entry.substr(equals + 1));
      }
      continue;
    }
    const std::vector<std::string_view> words = split_words(entry);
    if (entry == k_dump) {
      report.environment.emplace();
    } else if (words.size() == 2 && words[0] == "begin") {
      report.last_begun = number_in(words[1]);
    } else if (words.size() == 3 && words[0] == "failed") {
      report.failed.emplace_back(number_in(words[1]), words[2]);
    }
  }
  return report;
}

std::string find_shell(const EnvironmentBlock& environment) {
  const auto search = environment.find("PATH");
  if (search != environment.end()) {
    if (const std::optional<path> bash = find_program("bash", search->second)) {
      return bash->native();
    }
  }
  return find_program("bash", "/usr/bin:/bin").value_or("/bin/sh").native();
}

void keep_shells_own(const EnvironmentBlock& before, EnvironmentBlock& after) {
  constexpr std::array<const char*, 4> names{"SHLVL", "PWD", "OLDPWD", "_"};
  for (const char* name : names) {
    after.erase(name);
    const auto found = before.find(name);
    if (found != before.end()) {
      after.insert(*found);
    }
  }
}

CapturedOutput run_shell(const std::vector<path>& scripts,
                         std::size_t first,
                         const ActivationOptions& options,
                         const EnvironmentBlock& environment) {
  Command command;
  command.arguments = {find_shell(environment), "-c", shell_program(scripts, first)};
  command.environment = environment;
  // Would be sourced before the scripts.
  command.environment.erase("BASH_ENV");
  command.environment.erase("ENV");
  try {
    return run_captured(command, options.token, options.script_timeout);
  } catch (Error& error) {
    if (error.kind() == ErrorKind::cancelled) {
      throw;
    }
    std::vector<std::string> names;
    for (std::size_t i = first; i < scripts.size(); ++i) {
      names.push_back(fmt::format("`{}`", scripts[i].native()));
    }
    throw std::move(error).while_doing(
        fmt::format("cannot run the activation scripts {}", join(names, ", ")));
  }
}

} // namespace

void run_scripts(const std::vector<path>& scripts,
                 const ActivationOptions& options,
                 Activation& activation) {
  for (std::size_t first = 0; first < scripts.size();) {
    const CapturedOutput output = run_shell(scripts, first, options, activation.environment);
    activation.script_output += output.standard_error;
    ShellReport report = parse_report(output.standard_output, first);
    for (const auto& [script, status] : report.failed) {
      activation.warnings.push_back(fmt::format(
          "the activation script `{}` failed with status {}", scripts[script].native(), status));
    }
    if (report.last_begun < scripts.size()) {
      activation.warnings.push_back(fmt::format("the activation script `{}` ended the shell ({})",
                                                scripts[report.last_begun].native(),
                                                output.state.to_string()));
    }
    if (report.environment) {
      for (const char* name : {"BASH_ENV", "ENV"}) {
        const auto found = activation.environment.find(name);
        if (found != activation.environment.end()) {
          report.environment->insert(*found);
        }
      }
      keep_shells_own(activation.environment, *report.environment);
      activation.environment = std::move(*report.environment);
    }
    first = report.last_begun + 1;
  }
}

} // namespace etalon
