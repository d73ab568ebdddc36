#include "entry_point.hpp"

#include "shebang.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A file name that no shell, kernel or option parser takes for anything else.
bool is_command(std::string_view text) {
  return !text.empty() && (is_letter(text.front()) || is_digit(text.front())) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '+';
         });
}

bool is_dotted_name(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && is_letter(part.front()) &&
           std::all_of(
               part.begin(), part.end(), [](char c) { return is_letter(c) || is_digit(c); });
  });
}

} // namespace

EntryPoint EntryPoint::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::size_t colon = equals == std::string_view::npos ? equals : text.find(':', equals);
  if (colon == std::string_view::npos) {
    throw Error(ErrorKind::corrupt,
                fmt::format("its entry point `{}` is not `command = module:function`", text));
  }
  EntryPoint entry_point;
  entry_point.command = trim(text.substr(0, equals));
  entry_point.module = trim(text.substr(equals + 1, colon - equals - 1));
  entry_point.function = trim(text.substr(colon + 1));
  if (!is_command(entry_point.command)) {
    throw Error(ErrorKind::corrupt,
                fmt::format("its entry point `{}` has no usable command name", text));
  }
  if (!is_dotted_name(entry_point.module) || !is_dotted_name(entry_point.function)) {
    throw Error(ErrorKind::corrupt,
                fmt::format("its entry point `{}` names no Python function", text));
  }
  return entry_point;
}

std::string render_entry_point(const EntryPoint& entry_point, std::string_view python) {
  const std::string top = entry_point.function.substr(0, entry_point.function.find('.'));
  return fmt::format(R"({shebang}import sys

from {module} import {top}

if __name__ == "__main__":
    for ending in ("-script.pyw", "-script.py", ".exe"):
        if sys.argv[0].endswith(ending):
            sys.argv[0] = sys.argv[0][: -len(ending)]
            break
    sys.exit({function}())
)",
                     fmt::arg("shebang", python_shebang(python)),
                     fmt::arg("module", entry_point.module),
                     fmt::arg("top", top),
                     fmt::arg("function", entry_point.function));
}

} // namespace etalon
