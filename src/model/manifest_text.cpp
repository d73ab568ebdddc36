#include "manifest_text.hpp"

#include "utf8.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etalon {

namespace {

constexpr std::size_t k_size_limit = 16U << 20U;
constexpr long k_bracket_limit = 10000;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

int column_at(std::size_t offset) {
  return static_cast<int>(offset) + 1;
}

// Of a manifest that went through a merge; git's `diff3` style has the third part.
enum class ConflictMark { none, ours, base, theirs, end };

ConflictMark conflict_mark_of(std::string_view line) {
  const auto is_mark = [&](std::string_view mark) {
    return line.starts_with(mark) && (line.size() == mark.size() || line[mark.size()] == ' ');
  };
  if (is_mark("<<<<<<<")) {
    return ConflictMark::ours;
  }
  if (is_mark("|||||||")) {
    return ConflictMark::base;
  }
  if (is_mark(">>>>>>>")) {
    return ConflictMark::end;
  }
  return line == "=======" ? ConflictMark::theirs : ConflictMark::none;
}

// Walks over the lines of a text, which it may blank.
class LineChecker {
public:
  explicit LineChecker(ProblemList& problems) : m_problems(problems) {}

  // Whether YAML shall see the line.
  bool check(std::string_view line) {
    ++m_number;
    const ConflictMark mark = conflict_mark_of(line);
    if (mark == ConflictMark::none || (mark == ConflictMark::theirs && !m_in_conflict)) {
      check_characters(line);
      check_tabs(line);
      return !m_is_other_side;
    }
    if (mark == ConflictMark::ours || !m_in_conflict) {
      m_problems.error({m_number, 1},
                       "a mark of a merge conflict",
                       "resolve the conflict: choose one side and delete the lines that start with "
                       "`<<<<<<<`, `=======` and `>>>>>>>`");
    }
    m_in_conflict = mark != ConflictMark::end;
    m_is_other_side = mark == ConflictMark::base || mark == ConflictMark::theirs;
    return false;
  }

  [[nodiscard]] bool is_too_deep() const { return m_depth > k_bracket_limit; }

  [[nodiscard]] bool is_readable() const { return m_is_readable && !is_too_deep(); }

private:
  void refuse(std::size_t offset, std::string message, std::string hint = {}) {
    m_problems.error({m_number, column_at(offset)}, std::move(message), std::move(hint));
    m_is_readable = false;
  }

  void check_characters(std::string_view line) {
    if (const std::size_t good = utf8_prefix_length(line); good != line.size()) {
      refuse(good, "the text is not UTF-8", "save the file in the encoding UTF-8");
      return;
    }
    const auto control =
        std::find_if(line.begin(), line.end(), [](char c) { return is_control(c) && c != '\t'; });
    if (control != line.end()) {
      refuse(static_cast<std::size_t>(control - line.begin()),
             fmt::format("the control character 0x{:02X}", *control),
             "delete it");
    }
    check_brackets(line);
  }

  // A reader of YAML would keep a note of each of them.
  void check_brackets(std::string_view line) {
    for (const char c : line) {
      const bool opens = c == '[' || c == '{';
      const bool closes = c == ']' || c == '}';
      m_depth = std::max(0L, m_depth + static_cast<long>(opens) - static_cast<long>(closes));
      if (m_depth > k_bracket_limit) {
        m_problems.error({m_number, 1}, "lists and maps are nested too deeply");
        return;
      }
    }
  }

  void check_tabs(std::string_view line) {
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t tab = line.find('\t');
    if (tab < start && start < line.size() && line[start] != '#') {
      refuse(tab, "a tab in the indentation", "indent with blanks");
    }
  }

  ProblemList& m_problems;
  int m_number = 0;
  long m_depth = 0;
  bool m_in_conflict = false;
  bool m_is_other_side = false;
  bool m_is_readable = true;
};

// A scalar that YAML 1.1 (which conda reads) takes for something else than text.
bool has_other_meaning(std::string_view text) {
  constexpr std::array<std::string_view, 9> words = {
      "null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  const std::string lower = to_lower(text);
  if (std::find(words.begin(), words.end(), lower) != words.end()) {
    return true;
  }
  // Numbers, dates and times of any notation; a few texts that are none are quoted as well.
  return lower.find_first_not_of("0123456789abcdefinotx_.+-: ") == std::string::npos &&
         std::string_view("0123456789.").find(lower.front()) != std::string_view::npos;
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.back() == ' ' || text.back() == ':') {
    return false;
  }
  const auto is_graphic = [](char c) { return c >= ' ' && c < 0x7F; };
  const auto is_starter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/' || c == '$';
  };
  return is_starter(text.front()) && std::all_of(text.begin(), text.end(), is_graphic) &&
         text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos &&
         !has_other_meaning(text);
}

} // namespace

TextVerdict check_manifest_text(std::string& text, ProblemList& problems) {
  if (text.size() > k_size_limit) {
    problems.error({},
                   fmt::format("the file has {}; a manifest may have {}",
                               format_bytes(text.size()),
                               format_bytes(k_size_limit)));
    return TextVerdict::unreadable;
  }
  LineChecker checker(problems);
  std::size_t start = 0;
  while (start < text.size() && !problems.is_full() && !checker.is_too_deep()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (!checker.check(std::string_view(text).substr(start, end - start))) {
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(start),
                text.begin() + static_cast<std::ptrdiff_t>(end),
                ' ');
    }
    start = end + 1;
  }
  return checker.is_readable() && !problems.is_full() ? TextVerdict::readable
                                                      : TextVerdict::unreadable;
}

std::string to_yaml_scalar(std::string_view text) {
  if (is_plain(text)) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (is_control(c)) {
      quoted += fmt::format("\\x{:02X}", c);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

} // namespace etalon
