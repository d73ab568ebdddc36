#include "manifest_selectors.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etalon {

namespace {

using Outcome = SelectorValue::Outcome;

struct PlatformName {
  std::string_view system; // "linux"
  std::string_view machine;
};

PlatformName name_of(const Platform& platform) {
  const std::string_view subdir = platform.subdir();
  const std::size_t dash = subdir.find('-');
  return {subdir.substr(0, dash), subdir.substr(dash + 1)};
}

std::optional<bool> find_variable(std::string_view variable, const Platform& platform) {
  const PlatformName name = name_of(platform);
  constexpr std::array<std::string_view, 7> systems = {
      "linux", "osx", "win", "emscripten", "wasi", "freebsd", "zos"};
  constexpr std::array<std::string_view, 11> machines = {"aarch64",
                                                         "arm64",
                                                         "armv6l",
                                                         "armv7l",
                                                         "ppc64",
                                                         "ppc64le",
                                                         "riscv32",
                                                         "riscv64",
                                                         "s390x",
                                                         "wasm32",
                                                         "z"};
  constexpr std::array<std::string_view, 5> pairs = {
      "linux32", "linux64", "osx64", "win32", "win64"};
  if (variable == "unix") {
    return name.system != "win";
  }
  if (variable == "x86_64" || variable == "x64") {
    return name.machine == "64";
  }
  if (variable == "x86") {
    return name.machine == "64" || name.machine == "32";
  }
  if (std::find(systems.begin(), systems.end(), variable) != systems.end()) {
    return variable == name.system;
  }
  if (std::find(machines.begin(), machines.end(), variable) != machines.end()) {
    return variable == name.machine;
  }
  if (std::find(pairs.begin(), pairs.end(), variable) != pairs.end()) {
    return variable == std::string(name.system) + std::string(name.machine);
  }
  return std::nullopt;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Recursive descent over `or` < `and` < `not` < word or parentheses.
class SelectorParser {
public:
  SelectorParser(std::string_view text, const Platform& platform)
      : m_rest(text), m_platform(platform) {}

  SelectorValue parse() {
    const bool holds = parse_or();
    if (m_broken || !next_token().empty()) {
      return {};
    }
    if (!m_unknown.empty()) {
      return {Outcome::unknown_variable, m_unknown};
    }
    return {holds ? Outcome::holds : Outcome::fails, {}};
  }

private:
  // A word, one other character, or nothing at the end.
  std::string_view next_token() {
    m_rest = trim(m_rest);
    const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), is_word_character);
    const auto length = static_cast<std::size_t>(end - m_rest.begin());
    const std::string_view token = m_rest.substr(0, length == 0 ? 1 : length);
    m_rest.remove_prefix(token.size());
    return token;
  }

  bool take(std::string_view wanted) {
    const std::string_view before = m_rest;
    if (next_token() == wanted) {
      return true;
    }
    m_rest = before;
    return false;
  }

  bool parse_or() {
    bool holds = parse_and();
    while (take("or")) {
      const bool right = parse_and();
      holds = holds || right;
    }
    return holds;
  }

  bool parse_and() {
    bool holds = parse_operand();
    while (take("and")) {
      const bool right = parse_operand();
      holds = holds && right;
    }
    return holds;
  }

  bool parse_operand() {
    bool negated = false;
    while (take("not")) {
      negated = !negated;
    }
    bool holds = false;
    if (take("(")) {
      constexpr int deepest = 50;
      if (++m_depth > deepest) {
        m_broken = true;
        return false;
      }
      holds = parse_or();
      --m_depth;
      m_broken = m_broken || !take(")");
    } else {
      holds = parse_word();
    }
    return holds != negated;
  }

  bool parse_word() {
    const std::string_view word = next_token();
    if (word.empty() || !is_word_character(word.front()) || word == "and" || word == "or" ||
        (word.front() >= '0' && word.front() <= '9')) {
      m_broken = true;
      return false;
    }
    const std::optional<bool> value = find_variable(word, m_platform);
    if (!value && m_unknown.empty()) {
      m_unknown = word;
    }
    return value.value_or(false);
  }

  std::string_view m_rest;
  const Platform& m_platform;
  std::string m_unknown;
  bool m_broken = false;
  int m_depth = 0;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Where the comment of a line starts, npos where it has none: a `#` at its start or behind a blank,
// but not within quotes. A quote counts where a value may start.
std::size_t find_comment(std::string_view line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool starts = i == 0 || is_blank(line[i - 1]) || line[i - 1] == '[' ||
                        line[i - 1] == '{' || line[i - 1] == ',';
    if (quote != '\0') {
      i += quote == '"' && c == '\\' ? 1U : 0U;
      quote = c == quote ? '\0' : quote;
    } else if ((c == '"' || c == '\'') && starts) {
      quote = c;
    } else if (c == '#' && (i == 0 || is_blank(line[i - 1]))) {
      return i;
    }
  }
  return std::string_view::npos;
}

// What stands in the last brackets of a comment, as in conda-build: `# why [win]`, `# [win] why`.
std::optional<std::string_view> find_bracketed(std::string_view comment) {
  const std::size_t close = comment.rfind(']');
  if (close == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t open = comment.substr(0, close).rfind('[');
  if (open == std::string_view::npos) {
    return std::nullopt;
  }
  return comment.substr(open + 1, close - open - 1);
}

struct CommentSelector {
  std::string_view comment; // behind the `#`, trimmed
  ManifestPlace place;
};

void warn_of_lookalike(const CommentSelector& selector,
                       const SelectorValue& value,
                       ProblemList& problems) {
  const std::string_view comment = selector.comment;
  if (comment.starts_with("sel(") && comment.ends_with(")")) {
    problems.warning(selector.place,
                     fmt::format("the comment `# {}` selects nothing: the line counts on every "
                                 "platform",
                                 comment),
                     fmt::format("write it as `# [{}]`", comment.substr(4, comment.size() - 5)));
  } else if (value.outcome == Outcome::unknown_variable && comment.starts_with("[") &&
             comment.ends_with("]")) {
    problems.warning(
        selector.place,
        fmt::format("the comment `# {}` selects nothing, as `{}` is no variable of selectors: the "
                    "line counts on every platform",
                    comment,
                    value.unknown),
        "a selector is made of `linux`, `osx`, `win`, `unix`, `x86_64`, `aarch64`, `arm64` and the "
        "like, joined by `and` and `or`");
  }
}

} // namespace

SelectorValue evaluate_selector(std::string_view expression, const Platform& platform) {
  return SelectorParser(expression, platform).parse();
}

std::optional<bool> evaluate_dictionary_selector(std::string_view name, const Platform& platform) {
  constexpr std::array<std::string_view, 4> names = {"unix", "linux", "osx", "win"};
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return std::nullopt;
  }
  return find_variable(name, platform);
}

ManifestPlace
apply_comment_selectors(std::string& text, const Platform& platform, ProblemList& problems) {
  ManifestPlace first;
  int number = 0;
  std::size_t start = 0;
  while (start < text.size()) {
    ++number;
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    const std::size_t hash = find_comment(line);
    if (hash != std::string_view::npos && !trim(line.substr(0, hash)).empty()) {
      const CommentSelector selector{trim(line.substr(hash + 1)),
                                     {number, static_cast<int>(hash) + 1}};
      const auto bracketed = find_bracketed(selector.comment);
      const SelectorValue value =
          bracketed ? evaluate_selector(*bracketed, platform) : SelectorValue{};
      const bool fails = value.outcome == Outcome::fails;
      if (fails || value.outcome == Outcome::holds) {
        first = first.line == 0 ? selector.place : first;
      } else {
        warn_of_lookalike(selector, value, problems);
      }
      if (fails) {
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(start),
                  text.begin() + static_cast<std::ptrdiff_t>(end),
                  ' ');
      }
    }
    start = end + 1;
  }
  return first;
}

} // namespace etalon
