#include <etalon/bench/compiler.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/subprocess.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace etalon {

namespace {

namespace fs = std::filesystem;

std::string value_of(const std::map<std::string, std::string>& environment,
                     const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

std::string version_of(const std::vector<std::string>& command,
                       const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = command;
  arguments.emplace_back("--version");
  try {
    const CapturedOutput output =
        run_captured({arguments, environment, std::nullopt}, CancellationToken());
    if (!output.state.ok()) {
      throw Error(ErrorKind::io,
                  fmt::format("`{}` {}", join(arguments, " "), output.state.to_string()));
    }
    return std::string(split(output.standard_output, '\n').front());
  } catch (Error& error) {
    throw std::move(error)
        .while_doing(fmt::format("cannot use the compiler `{}`", join(command, " ")))
        .with_hint("set CXX to a C++17 compiler: `CXX=g++`");
  }
}

// Programs of PREFIX/bin whose name ends so: conda's compilers are named after their target
// (x86_64-conda-linux-gnu-c++).
std::vector<fs::path> programs_ending_with(const fs::path& directory, std::string_view ending) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (ends_with(entry->path().filename().string(), ending)) {
      found.push_back(entry->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<fs::path> find_prefix_compiler(const fs::path& prefix) {
  const fs::path directory = prefix / "bin";
  for (const std::string_view ending : {"-c++", "-g++"}) {
    const std::vector<fs::path> found = programs_ending_with(directory, ending);
    if (!found.empty()) {
      return found.front();
    }
  }
  for (const char* name : {"g++", "clang++"}) {
    std::error_code ignored;
    if (fs::exists(directory / name, ignored)) {
      return directory / name;
    }
  }
  return std::nullopt;
}

std::vector<std::string>
find_compiler_command(const fs::path& prefix,
                      const std::map<std::string, std::string>& environment) {
  std::vector<std::string> command;
  const std::string chosen = value_of(environment, "CXX");
  for (const std::string_view word : split_words(chosen)) {
    command.emplace_back(word);
  }
  if (!command.empty()) {
    return command;
  }
  if (const auto own = find_prefix_compiler(prefix)) {
    return {own->string()};
  }
  for (const char* name : {"c++", "g++", "clang++"}) {
    if (const auto program = find_program(name, value_of(environment, "PATH"))) {
      return {program->string()};
    }
  }
  throw Error(ErrorKind::not_found,
              "there is no C++ compiler to compile the benchmark runner with",
              {"install one: `apt install g++`", "or name one: `CXX=/path/to/g++`"});
}

} // namespace

Compiler find_compiler(const fs::path& prefix,
                       const std::map<std::string, std::string>& environment) {
  std::vector<std::string> command = find_compiler_command(prefix, environment);
  std::string version = version_of(command, environment);
  return {std::move(command), std::move(version)};
}

std::vector<std::string> first_errors(std::string_view output, std::size_t count) {
  std::vector<std::string> errors;
  std::vector<std::string> lines;
  for (const std::string_view raw : split(output, '\n')) {
    const std::string line(trim(raw));
    if (line.empty()) {
      continue;
    }
    lines.push_back(line);
    for (const std::string_view sign : {"error:", "undefined reference", "cannot find"}) {
      if (line.find(sign) != std::string::npos && errors.size() < count) {
        errors.push_back(line);
        break;
      }
    }
  }
  if (errors.empty()) {
    const std::size_t kept = std::min(count, lines.size());
    errors.assign(lines.end() - static_cast<std::ptrdiff_t>(kept), lines.end());
  }
  return errors;
}

} // namespace etalon
