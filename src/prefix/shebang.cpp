#include "shebang.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

namespace etalon {
namespace {

// Of Linux before 5.1 (BINPRM_BUF_SIZE), "#!" included.
constexpr std::size_t k_longest_shebang = 127;

bool is_python(std::string_view name) {
  return name.substr(0, 6) == "python";
}

// Python sees a string, sh an exec whose line ends in a comment.
std::string shell_shebang(std::string_view executable, std::string_view arguments) {
  return fmt::format("#!/bin/sh\n'''exec' \"{}\"{}{} \"$0\" \"$@\" #'''\n",
                     executable,
                     arguments.empty() ? "" : " ",
                     arguments);
}

// Where the interpreter ends in the text behind "#!": a prefix with blanks belongs to it.
std::size_t interpreter_end(std::string_view command, std::string_view prefix) {
  const bool in_prefix = command.substr(0, prefix.size()) == prefix;
  const std::size_t end = command.find_first_of(" \t", in_prefix ? prefix.size() : 0);
  return end == std::string_view::npos ? command.size() : end;
}

} // namespace

std::string python_shebang(std::string_view executable) {
  const bool has_blank = executable.find(' ') != std::string_view::npos;
  if (has_blank || executable.size() + 2 > k_longest_shebang) {
    return shell_shebang(executable, "");
  }
  return fmt::format("#!{}\n", executable);
}

std::string with_usable_shebang(std::string text, std::string_view prefix) {
  if (text.compare(0, 2, "#!") != 0) {
    return text;
  }
  const std::size_t line_end = text.find('\n');
  const std::string_view line = std::string_view(text).substr(0, line_end);
  const std::string_view command = trim(line.substr(2));
  const std::size_t end = interpreter_end(command, prefix);
  const std::string_view executable = command.substr(0, end);
  if (line.size() <= k_longest_shebang && executable.find(' ') == std::string_view::npos) {
    return text;
  }
  const std::string_view arguments = trim(command.substr(end));
  const std::string_view name = executable.substr(executable.rfind('/') + 1);
  std::string shebang =
      is_python(name)
          ? shell_shebang(executable, arguments)
          : fmt::format("#!/usr/bin/env {}{}{}\n", name, arguments.empty() ? "" : " ", arguments);
  if (line_end == std::string::npos) {
    return shebang;
  }
  return shebang.append(text, line_end + 1);
}

} // namespace etalon
