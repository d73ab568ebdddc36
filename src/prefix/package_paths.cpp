#include "package_paths.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace etalon {
namespace {

using std::filesystem::path;

// What a line of has_prefix without a placeholder means.
constexpr std::string_view k_old_placeholder = "/opt/anaconda1anaconda2anaconda3";

struct Placeholder {
  std::string text;
  FileMode mode = FileMode::text;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty()) {
      lines.push_back(trim(line));
    }
  }
  return lines;
}

// `PLACEHOLDER MODE FILE`, where placeholder and file may be in double quotes.
std::vector<std::string> placeholder_fields(std::string_view line) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  while (at < line.size() && fields.size() < 3) {
    if (line[at] == ' ') {
      ++at;
      continue;
    }
    const bool is_quoted = line[at] == '"';
    const std::size_t begin = is_quoted ? at + 1 : at;
    // A file name may hold blanks: the last field takes the rest.
    const bool is_last = fields.size() == 2 && !is_quoted;
    const std::size_t end =
        is_last ? line.size() : std::min(line.find(is_quoted ? '"' : ' ', begin), line.size());
    fields.emplace_back(line.substr(begin, end - begin));
    at = end + 1;
  }
  return fields;
}

std::map<std::string, Placeholder> parse_has_prefix(std::string_view text) {
  std::map<std::string, Placeholder> placeholders;
  for (const std::string_view line : lines_of(text)) {
    const std::vector<std::string> fields = placeholder_fields(line);
    const bool is_full = fields.size() == 3 && (fields[1] == "text" || fields[1] == "binary");
    if (is_full) {
      placeholders[fields[2]] = {fields[0],
                                 fields[1] == "text" ? FileMode::text : FileMode::binary};
    } else {
      placeholders[std::string(line)] = {std::string(k_old_placeholder), FileMode::text};
    }
  }
  return placeholders;
}

PathsJson load_old_paths(const path& info) {
  const std::string files = find_file(info / "files").value_or("");
  const auto placeholders = parse_has_prefix(find_file(info / "has_prefix").value_or(""));
  const std::string no_link_text = find_file(info / "no_link").value_or("");
  const std::vector<std::string_view> no_link_lines = lines_of(no_link_text);
  const std::set<std::string_view> no_link(no_link_lines.begin(), no_link_lines.end());
  PathsJson paths;
  for (const std::string_view line : lines_of(files)) {
    if (!is_safe_relative_path(line)) {
      throw Error(ErrorKind::corrupt,
                  fmt::format("`info/files` names `{}`, which would leave the prefix", line));
    }
    PathEntry entry;
    entry.path = line;
    entry.no_link = no_link.count(line) > 0;
    const auto found = placeholders.find(entry.path);
    if (found != placeholders.end()) {
      entry.prefix_placeholder = found->second.text;
      entry.file_mode = found->second.mode;
    }
    paths.paths.push_back(std::move(entry));
  }
  return paths;
}

} // namespace

bool is_safe_relative_path(std::string_view text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7fU;
  });
  if (has_control) {
    return false;
  }
  const std::vector<std::string_view> parts = split(text, '/');
  return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

PathsJson load_package_paths(const path& extracted_dir) {
  const path info = extracted_dir / "info";
  const std::optional<std::string> json = find_file(info / "paths.json");
  if (!json) {
    return load_old_paths(info);
  }
  try {
    return PathsJson::parse(*json);
  } catch (Error& error) {
    throw std::move(error).while_doing("its `info/paths.json` is damaged");
  }
}

LinkJson load_link_json(const path& extracted_dir) {
  const std::optional<std::string> json = find_file(extracted_dir / "info" / "link.json");
  if (!json) {
    return {};
  }
  try {
    return LinkJson::parse(*json);
  } catch (Error& error) {
    throw std::move(error).while_doing("its `info/link.json` is damaged");
  }
}

} // namespace etalon
