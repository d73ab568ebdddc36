#include "path_entry_json.hpp"

#include "json_reader.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace etalon {

namespace {

constexpr std::array<std::pair<std::string_view, PathType>, 5> k_types = {{
    {"hardlink", PathType::hardlink},
    {"softlink", PathType::softlink},
    {"directory", PathType::directory},
    {"pyc_file", PathType::pyc_file},
    {"unix_python_entry_point", PathType::unix_python_entry_point},
}};

PathType read_path_type(JsonReader& reader, PathListOwner owner) {
  const std::string text = reader.read_string();
  const std::size_t known = owner == PathListOwner::package ? 3 : k_types.size();
  for (std::size_t i = 0; i < known; ++i) {
    if (text == k_types[i].first) {
      return k_types[i].second;
    }
  }
  if (owner == PathListOwner::prefix_record) {
    return PathType::hardlink; // a file that another tool made, such as a Windows launcher
  }
  reader.fail_at_key(fmt::format("is `{}`, which Etalon does not know", text));
}

FileMode read_file_mode(JsonReader& reader) {
  const std::string text = reader.read_string();
  if (text != "text" && text != "binary") {
    reader.fail_at_key(fmt::format("is `{}`, which is neither `text` nor `binary`", text));
  }
  return text == "text" ? FileMode::text : FileMode::binary;
}

void read_entry_member(JsonReader& reader,
                       std::string_view key,
                       PathListOwner owner,
                       PathEntry& entry) {
  if (key != "_path" && reader.skip_null()) {
    return;
  }
  if (key == "_path") {
    entry.path = reader.read_string();
  } else if (key == "path_type") {
    entry.type = read_path_type(reader, owner);
  } else if (key == "sha256") {
    entry.sha256 = reader.read_string();
  } else if (key == "size_in_bytes") {
    entry.size = reader.read_unsigned();
  } else if (key == "prefix_placeholder") {
    entry.prefix_placeholder = reader.read_string();
  } else if (key == "file_mode") {
    entry.file_mode = read_file_mode(reader);
  } else if (key == "no_link") {
    entry.no_link = reader.read_bool();
  } else if (key == "sha256_in_prefix") {
    entry.sha256_in_prefix = reader.read_string();
  } else if (key == "original_path") {
    entry.original_path = reader.read_string();
  } else {
    reader.skip();
  }
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// `path` fit for a terminal.
std::string shown(std::string_view path) {
  std::string text;
  for (const char c : path) {
    text += is_control(c) ? fmt::format("\\x{:02X}", c) : std::string(1, c);
  }
  return text;
}

} // namespace

std::string path_problem(std::string_view path) {
  if (path.empty()) {
    return "is empty";
  }
  if (std::any_of(path.begin(), path.end(), is_control)) {
    return "holds a control character";
  }
  if (path.front() == '/') {
    return "is absolute";
  }
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view part = path.substr(start, end - start);
    if (part == "..") {
      return "leaves the prefix";
    }
    if (part.empty() || part == ".") {
      return "has an empty part or `.` in it"; // two spellings of one path would escape checks
    }
    start = end + 1;
  }
  return "";
}

void check_path(std::string_view path) {
  if (const std::string problem = path_problem(path); !problem.empty()) {
    throw Error(ErrorKind::corrupt, fmt::format("path `{}` {}", shown(path), problem));
  }
}

std::vector<PathEntry> read_paths(JsonReader& reader, PathListOwner owner) {
  std::vector<PathEntry> paths;
  reader.read_array([&] {
    PathEntry& entry = paths.emplace_back();
    reader.read_object([&](std::string_view key) { read_entry_member(reader, key, owner, entry); });
    check_path(entry.path);
    if (!entry.original_path.empty()) {
      check_path(entry.original_path);
    }
  });
  return paths;
}

nlohmann::json path_members(const PathEntry& entry) {
  nlohmann::json json = {{"_path", entry.path}};
  for (const auto& [name, type] : k_types) {
    if (type == entry.type) {
      json["path_type"] = name;
    }
  }
  if (!entry.sha256.empty()) {
    json["sha256"] = entry.sha256;
  }
  if (entry.type != PathType::directory && entry.type != PathType::pyc_file) {
    json["size_in_bytes"] = entry.size;
  }
  if (!entry.prefix_placeholder.empty()) {
    json["prefix_placeholder"] = entry.prefix_placeholder;
    json["file_mode"] = entry.file_mode == FileMode::text ? "text" : "binary";
  }
  if (entry.no_link) {
    json["no_link"] = true;
  }
  if (!entry.sha256_in_prefix.empty()) {
    json["sha256_in_prefix"] = entry.sha256_in_prefix;
  }
  if (!entry.original_path.empty()) {
    json["original_path"] = entry.original_path;
  }
  return json;
}

} // namespace etalon
