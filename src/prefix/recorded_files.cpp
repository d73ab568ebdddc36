#include "recorded_files.hpp"

#include "prefix_layout.hpp"

#include <etalon/util/file_system.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>

namespace etalon {
namespace {

constexpr std::string_view k_first_line = "etalon-files 1";

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

// Cuts the word before the first blank off `line`.
std::string_view take_word(std::string_view& line) {
  const std::size_t blank = line.find(' ');
  const std::string_view word = line.substr(0, blank);
  line = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
  return word;
}

std::optional<RecordedFile> parse_line(std::string_view line) {
  RecordedFile file;
  const std::string_view kind = take_word(line);
  if (kind == "l") {
    file.is_symlink = true;
    file.symlink_target = percent_decode(take_word(line));
  } else if (kind != "f" || !read_number(take_word(line), file.size) ||
             !read_number(take_word(line), file.modification_time_ns)) {
    return std::nullopt;
  }
  file.path = line;
  return file;
}

} // namespace

std::string render_recorded_files(const std::vector<RecordedFile>& files) {
  fmt::memory_buffer text;
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{}\n", k_first_line);
  for (const RecordedFile& file : files) {
    if (file.is_symlink) {
      fmt::format_to(out, "l {} {}\n", percent_encode_path(file.symlink_target), file.path);
    } else {
      fmt::format_to(out, "f {} {} {}\n", file.size, file.modification_time_ns, file.path);
    }
  }
  return fmt::to_string(text);
}

RecordedFiles parse_recorded_files(std::string_view text) {
  RecordedFiles files;
  const std::vector<std::string_view> lines = split(text, '\n');
  if (lines.front() != k_first_line) {
    return files;
  }
  files.reserve(lines.size());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (std::optional<RecordedFile> file = parse_line(lines[i])) {
      std::string path = file->path;
      files.emplace(std::move(path), std::move(*file));
    }
  }
  return files;
}

RecordedFiles load_recorded_files(const std::filesystem::path& prefix) {
  return parse_recorded_files(find_file(prefix / k_recorded_files).value_or(""));
}

} // namespace etalon
