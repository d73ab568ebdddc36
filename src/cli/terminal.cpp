#include "terminal.hpp"

#include <etalon/util/strings.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <limits>

namespace etalon {

namespace {

const std::string* find_value(const std::map<std::string, std::string>& environment,
                              const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() || found->second.empty() ? nullptr : &found->second;
}

std::size_t detect_width(int descriptor, const std::map<std::string, std::string>& environment) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  std::size_t columns = 0;
  if (const auto* text = find_value(environment, "COLUMNS")) {
    std::from_chars(text->data(), text->data() + text->size(), columns);
  }
  return columns >= 20 && columns <= 10000 ? columns : 100;
}

CharacterSet detect_characters(const std::map<std::string, std::string>& environment) {
  for (const auto* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const auto* locale = find_value(environment, variable)) {
      const auto name = to_lower(*locale);
      const bool utf8 =
          name.find("utf-8") != std::string::npos || name.find("utf8") != std::string::npos;
      return utf8 ? CharacterSet::utf8 : CharacterSet::ascii;
    }
  }
  return CharacterSet::ascii;
}

const char* escape_of(Style style) {
  switch (style) {
  case Style::error:
    return "\033[1;31m";
  case Style::warning:
    return "\033[1;33m";
  case Style::hint:
    return "\033[36m";
  case Style::good:
    return "\033[32m";
  case Style::strong:
    return "\033[1m";
  case Style::faint:
    return "\033[2m";
  }
  return "";
}

} // namespace

std::size_t Terminal::table_width() const {
  return interactive ? width : std::numeric_limits<std::size_t>::max();
}

Terminal detect_terminal(int descriptor,
                         ColorWish wish,
                         const std::map<std::string, std::string>& environment) {
  Terminal terminal;
  terminal.interactive = ::isatty(descriptor) == 1;
  terminal.width = detect_width(descriptor, environment);
  terminal.characters = detect_characters(environment);
  const auto* term = find_value(environment, "TERM");
  const bool able =
      terminal.interactive && !find_value(environment, "NO_COLOR") && !(term && *term == "dumb");
  const bool wanted = wish == ColorWish::always || (wish == ColorWish::automatic && able);
  terminal.color = wanted ? ColorUse::color : ColorUse::plain;
  return terminal;
}

std::string styled(const std::string& text, Style style, ColorUse use) {
  return use == ColorUse::plain ? text : escape_of(style) + text + "\033[0m";
}

} // namespace etalon
