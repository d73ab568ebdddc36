#include <etalon/config/environment_location.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace etalon {

namespace {

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

std::filesystem::path environment_prefix(std::string_view name, const Config& config) {
  check_environment_name(name);
  return config.environments_directory() / name;
}

std::string environment_name(const std::filesystem::path& prefix, const Config& config) {
  const std::filesystem::path normal = (prefix / "").lexically_normal().parent_path();
  return normal.parent_path() == config.environments_directory() ? normal.filename().string() : "";
}

} // namespace etalon
