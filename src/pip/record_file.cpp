#include "record_file.hpp"

#include <etalon/util/hash.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace etalon {
namespace {

constexpr std::array<std::string_view, 4> k_installers_notes = {
    "RECORD", "INSTALLER", "REQUESTED", "direct_url.json"};

// The fields of the next line, which is cut off `csv`. A quoted field may hold anything, also line
// ends; `""` in it is one quote.
std::vector<std::string> take_fields(std::string_view& csv) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < csv.size() && (quoted || csv[at] != '\n'); ++at) {
    const char next = csv[at];
    if (next == '"' && quoted && at + 1 < csv.size() && csv[at + 1] == '"') {
      fields.back() += '"';
      ++at;
    } else if (next == '"') {
      quoted = !quoted;
    } else if (next == ',' && !quoted) {
      fields.emplace_back();
    } else if (next != '\r' || quoted) {
      fields.back() += next;
    }
  }
  csv.remove_prefix(std::min(at + 1, csv.size()));
  return fields;
}

bool is_note(std::string_view path, std::string_view metadata_directory) {
  const std::size_t size = metadata_directory.size();
  if (path.size() <= size || path.substr(0, size) != metadata_directory || path[size] != '/') {
    return false;
  }
  const std::string_view name = path.substr(size + 1);
  return std::find(k_installers_notes.begin(), k_installers_notes.end(), name) !=
         k_installers_notes.end();
}

bool is_script(const std::string& path, std::string_view site_packages) {
  const auto in_prefix = (std::filesystem::path(site_packages) / path).lexically_normal();
  return in_prefix.native().rfind("bin/", 0) == 0;
}

} // namespace

std::vector<RecordedPath> parse_record_file(std::string_view csv) {
  std::vector<RecordedPath> lines;
  while (!csv.empty()) {
    auto fields = take_fields(csv);
    fields.resize(3);
    if (!fields[0].empty()) {
      lines.push_back({std::move(fields[0]), std::move(fields[1]), std::move(fields[2])});
    }
  }
  return lines;
}

std::string record_hash(std::vector<RecordedPath> lines,
                        std::string_view site_packages,
                        std::string_view metadata_directory) {
  std::sort(lines.begin(), lines.end(), [](const RecordedPath& a, const RecordedPath& b) {
    return a.path != b.path ? a.path < b.path : a.hash < b.hash;
  });
  Sha256 hash;
  hash.update("etalon pip record 1\n");
  for (const RecordedPath& line : lines) {
    if (line.hash.empty() || is_note(line.path, metadata_directory)) {
      continue;
    }
    hash.update(line.path);
    hash.update(std::string_view("\0", 1));
    hash.update(is_script(line.path, site_packages) ? "" : line.hash);
    hash.update("\n");
  }
  return hash.finish_hex();
}

} // namespace etalon
