#include "writable_directory.hpp"

#include <etalon/config/environment_location.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace etalon {

namespace {

namespace fs = std::filesystem;

// What is wrong with the name; empty where nothing is.
std::string name_problem(std::string_view name) {
  if (name.empty()) {
    return "it is empty";
  }
  if (name == "base" || name == "root") {
    return "conda calls its own installation so";
  }
  if (name.front() == '.' || name.front() == '-') {
    return fmt::format("it starts with `{}`", name.front());
  }
  if (std::any_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      })) {
    return "it holds a control character";
  }
  const std::size_t at = name.find_first_of("/\\ :#");
  if (at != std::string_view::npos) {
    return name[at] == ' ' ? "it holds a blank" : fmt::format("it holds a `{}`", name[at]);
  }
  constexpr std::size_t longest = 255; // of a file name on Linux's file systems
  return name.size() > longest ? "it is longer than 255 bytes" : "";
}

// Control characters must not reach a terminal.
std::string shown(std::string_view name) {
  std::string text(name);
  std::replace_if(
      text.begin(),
      text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
      '?');
  return text;
}

} // namespace

void check_environment_name(std::string_view name) {
  const std::string problem = name_problem(name);
  if (problem.empty()) {
    return;
  }
  Error error(ErrorKind::usage, problem);
  throw std::move(error)
      .while_doing(fmt::format("`{}` cannot be the name of an environment", shown(name)))
      .with_hint(
          "choose a name of letters, digits, `-` and `_`; a folder is given with `--prefix`");
}

std::vector<fs::path> environments_directories(const Config& config) {
  std::vector<fs::path> directories = {config.environments_directory()};
  for (const fs::path& directory : config.envs_dirs.value) {
    if (std::find(directories.begin(), directories.end(), directory) == directories.end()) {
      directories.push_back(directory);
    }
  }
  return directories;
}

fs::path new_environments_directory(const Config& config) {
  return find_writable(config.envs_dirs.value).value_or(config.environments_directory());
}

std::optional<fs::path> find_environment_prefix(std::string_view name, const Config& config) {
  check_environment_name(name);
  for (const fs::path& directory : environments_directories(config)) {
    std::error_code ignored;
    if (fs::exists(directory / name / "conda-meta" / "history", ignored)) {
      return directory / name;
    }
  }
  return std::nullopt;
}

fs::path environment_prefix(std::string_view name, const Config& config) {
  const auto found = find_environment_prefix(name, config);
  return found ? *found : new_environments_directory(config) / name;
}

std::string environment_name(const fs::path& prefix, const Config& config) {
  const fs::path normal = (prefix / "").lexically_normal().parent_path();
  const auto directories = environments_directories(config);
  const bool is_named =
      std::find(directories.begin(), directories.end(), normal.parent_path()) != directories.end();
  return is_named ? normal.filename().string() : "";
}

} // namespace etalon
