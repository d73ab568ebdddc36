#include "manifest_syntax.hpp"

#include "utf8.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace etalon {

namespace {

using Lines = std::vector<std::string_view>;

std::string_view line_at(const Lines& lines, int number) {
  const auto index = static_cast<std::size_t>(number) - 1;
  return number > 0 && index < lines.size() ? lines[index] : std::string_view();
}

bool is_significant(std::string_view line) {
  const std::string_view text = trim(line);
  return !text.empty() && text.front() != '#';
}

int column_of_text(std::string_view line) {
  return static_cast<int>(std::min(line.find_first_not_of(' '), line.size())) + 1;
}

bool is_list_item(std::string_view line) {
  const std::string_view text = trim(line);
  return text == "-" || text.starts_with("- ");
}

// `  pip:` below an item of a list, at or above the place where YAML gave up.
std::optional<int> find_pip_without_dash(const Lines& lines, int last) {
  std::string_view before;
  for (int number = 1; number <= last; ++number) {
    const std::string_view line = line_at(lines, number);
    const std::string_view text = trim(line);
    const bool is_pip = text.starts_with("pip:") && !is_significant(text.substr(4));
    if (is_pip && column_of_text(line) > 1 && is_list_item(before)) {
      return number;
    }
    before = is_significant(line) ? line : before;
  }
  return std::nullopt;
}

// The last item of a list above line `number`.
std::string_view item_above(const Lines& lines, int number) {
  while (--number > 0) {
    if (is_list_item(line_at(lines, number))) {
      return line_at(lines, number);
    }
  }
  return {};
}

// A text that quotes may go round in a message.
std::string shortened(std::string_view text) {
  constexpr std::size_t k_longest = 60;
  if (text.size() <= k_longest) {
    return std::string(text);
  }
  const std::string_view start = text.substr(0, k_longest);
  return std::string(start.substr(0, utf8_prefix_length(start))) + "...";
}

bool may_lack_colon(std::string_view line, int column) {
  return is_significant(line) && column_of_text(line) == column && !is_list_item(line) &&
         !has_colon(line);
}

// The first of the lines up to `last` that stand in one column and are no key. YAML joins them to
// one text, so that it gives up at the last of them or at the key that follows.
std::optional<int> find_missing_colon(const Lines& lines, int last) {
  const int column = column_of_text(line_at(lines, last));
  std::optional<int> found;
  for (int number = last; number > 0; --number) {
    const std::string_view line = line_at(lines, number);
    if (may_lack_colon(line, column)) {
      found = number;
    } else if (number != last && is_significant(line)) {
      break;
    }
  }
  return found;
}

std::string hint_for(const std::string& fault, std::string_view line) {
  const std::string_view text = trim(line);
  if (text.starts_with("{%") || text.find("{{") != std::string_view::npos) {
    return "fill the template in first: Etalon reads the file as it is";
  }
  if (fault == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    return "put quotes round a text that starts with `*`";
  }
  if (fault == YAML::ErrorMsg::MAP_VALUE) {
    return "put quotes round a text that holds `: `, or check the indentation";
  }
  if (fault == YAML::ErrorMsg::UNKNOWN_TOKEN) {
    return "put quotes round a text that starts with a special character";
  }
  return "check the indentation of this line and of those above it";
}

} // namespace

const std::vector<std::string>& manifest_keys() {
  static const std::vector<std::string> keys = {
      "name", "prefix", "channels", "dependencies", "variables", "platforms", "category"};
  return keys;
}

bool has_colon(std::string_view text) {
  text = trim(text.substr(0, text.find(" #")));
  return text.ends_with(':') || text.find(": ") != std::string_view::npos;
}

void report_missing_colon(std::string_view text, ManifestPlace place, ProblemList& problems) {
  const std::string shown = shortened(redact(trim(text.substr(0, text.find(" #")))));
  const auto& keys = manifest_keys();
  const bool is_key = std::find(keys.begin(), keys.end(), shown) != keys.end();
  problems.error(
      place,
      fmt::format("`{}` without a `:`", shown),
      is_key ? fmt::format("write `{}: VALUE`, or delete the line", shown)
             : fmt::format("write `KEY: VALUE`, `- {}` for an item of a list, or delete the line",
                           shown));
}

void report_syntax_fault(std::string_view text,
                         ManifestPlace place,
                         const std::string& fault,
                         ProblemList& problems) {
  const Lines lines = split(text, '\n');
  const std::string_view line = line_at(lines, place.line);
  if (const auto pip = find_pip_without_dash(lines, place.line)) {
    problems.error({*pip, column_of_text(line_at(lines, *pip))},
                   "`pip:` without its dash",
                   "write `- pip:`, in line with the items above it");
    return;
  }
  const std::string_view above = item_above(lines, place.line);
  if (is_list_item(line) && !above.empty() && column_of_text(above) != column_of_text(line)) {
    problems.error({place.line, column_of_text(line)},
                   fmt::format("the item `{}` starts in another column than those above it",
                               shortened(redact(trim(line)))),
                   "start all items of a list in one column");
    return;
  }
  const auto before = static_cast<std::size_t>(place.column > 1 ? place.column - 1 : 0);
  const bool is_first_colon =
      fault == YAML::ErrorMsg::MAP_VALUE && !has_colon(line.substr(0, before));
  if (fault == YAML::ErrorMsg::END_OF_MAP || is_first_colon) {
    if (const auto number = find_missing_colon(lines, place.line)) {
      const std::string_view missing = line_at(lines, *number);
      report_missing_colon(missing, {*number, column_of_text(missing)}, problems);
      return;
    }
  }
  problems.error(place, "invalid YAML: " + fault, hint_for(fault, line));
}

} // namespace etalon
