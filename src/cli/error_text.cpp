#include "error_text.hpp"

#include <nlohmann/json.hpp>

namespace etalon {

namespace {

// Lines after the first are indented, so that a child's or a parser's text stays under its cause.
std::string indent_following_lines(const std::string& text, const std::string& indent) {
  std::string indented;
  for (const char c : text) {
    indented += c;
    if (c == '\n') {
      indented += indent;
    }
  }
  return indented;
}

const char* name_of(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
    return "usage";
  case ErrorKind::not_found:
    return "not_found";
  case ErrorKind::refused:
    return "refused";
  case ErrorKind::network:
    return "network";
  case ErrorKind::io:
    return "io";
  case ErrorKind::corrupt:
    return "corrupt";
  case ErrorKind::cancelled:
    return "cancelled";
  }
  return "bug";
}

} // namespace

std::string render_error(const Error& error, ColorUse use) {
  auto text = styled("error:", Style::error, use) + " " + error.message() + "\n";
  for (const auto& cause : error.causes()) {
    text += "  caused by: " + indent_following_lines(cause, "    ") + "\n";
  }
  if (!error.hints().empty()) {
    text += "\n";
  }
  for (const auto& hint : error.hints()) {
    text += styled("hint:", Style::hint, use) + " " + indent_following_lines(hint, "      ") + "\n";
  }
  return text;
}

std::string render_error_json(const Error& error) {
  const nlohmann::ordered_json json = {{"version", 1},
                                       {"error",
                                        {{"kind", name_of(error.kind())},
                                         {"message", error.message()},
                                         {"causes", error.causes()},
                                         {"hints", error.hints()}}}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string render_warning(const std::string& message, ColorUse use) {
  return styled("warning:", Style::warning, use) + " " + message + "\n";
}

} // namespace etalon
