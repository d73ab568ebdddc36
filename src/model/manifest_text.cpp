#include "manifest_text.hpp"

#include "utf8.hpp"

#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace etalon {

namespace {

constexpr std::size_t k_size_limit = 4U << 20U;

bool has_wide_byte_order_mark(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         text.starts_with(std::string_view("\0\0\xFE\xFF", 4));
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_conflict_mark(std::string_view line) {
  constexpr std::array<std::string_view, 3> marks = {"<<<<<<< ", "||||||| ", ">>>>>>> "};
  return std::any_of(
      marks.begin(), marks.end(), [&](std::string_view mark) { return line.starts_with(mark); });
}

void check_line(std::string_view line, int number, std::string_view file_name) {
  if (is_conflict_mark(line)) {
    throw manifest_error(file_name, {number, 1}, "a mark of a merge conflict")
        .with_hint("resolve the conflict: choose one side and delete the lines that start with "
                   "`<<<<<<<`, `=======` and `>>>>>>>`");
  }
  if (const std::size_t good = utf8_prefix_length(line); good != line.size()) {
    throw manifest_error(file_name, {number, static_cast<int>(good) + 1}, "the text is not UTF-8")
        .with_hint("save the file in the encoding UTF-8");
  }
  const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t tab = line.find('\t');
  if (tab < start && start < line.size() && line[start] != '#') {
    throw manifest_error(file_name, {number, static_cast<int>(tab) + 1}, "a tab in the indentation")
        .with_hint("indent with blanks");
  }
  const auto control =
      std::find_if(line.begin(), line.end(), [](char c) { return is_control(c) && c != '\t'; });
  if (control != line.end()) {
    throw manifest_error(file_name,
                         {number, static_cast<int>(control - line.begin()) + 1},
                         fmt::format("the control character 0x{:02X}", *control));
  }
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

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

Error manifest_error(std::string_view file_name, ManifestPlace place, std::string_view problem) {
  return {ErrorKind::usage,
          fmt::format("{}:{}:{}: {}", file_name, place.line, place.column, problem)};
}

void check_manifest_text(std::string_view yaml, std::string_view file_name) {
  if (yaml.size() > k_size_limit) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: the file has {}; a manifest may have {}",
                            file_name,
                            format_bytes(yaml.size()),
                            format_bytes(k_size_limit)));
  }
  if (has_wide_byte_order_mark(yaml)) {
    return;
  }
  int number = 0;
  for (const std::string_view line : split(yaml, '\n')) {
    check_line(without_line_end(line), ++number, file_name);
  }
}

std::vector<std::string> selector_warnings(std::string_view yaml) {
  std::vector<std::string> warnings;
  int number = 0;
  for (const std::string_view raw : split(yaml, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    const std::size_t hash = line.rfind('#');
    if (!line.starts_with("- ") || hash == std::string_view::npos) {
      continue;
    }
    const std::string_view comment = trim(line.substr(hash + 1));
    if ((comment.starts_with("[") && comment.ends_with("]")) ||
        (comment.starts_with("sel(") && comment.ends_with(")"))) {
      warnings.push_back(fmt::format("the selector `# {}` in line {} is not supported yet: the "
                                     "line counts on every platform",
                                     comment,
                                     number));
    }
  }
  return warnings;
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
