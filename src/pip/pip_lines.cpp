#include <etalon/pip/pip_plan.hpp>
#include <etalon/util/strings.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace etalon {
namespace {

namespace fs = std::filesystem;

// The options of a requirements file that name a file or a directory.
constexpr std::array<std::string_view, 8> k_path_options = {
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-f", "--find-links"};

constexpr std::array<std::string_view, 8> k_index_options = {"-i",
                                                             "--index-url",
                                                             "--extra-index-url",
                                                             "-f",
                                                             "--find-links",
                                                             "--no-index",
                                                             "--trusted-host",
                                                             "--pre"};

struct OptionLine {
  std::string_view option;
  std::string_view value;
};

// "-r file", "-rfile", "--requirement file", "--requirement=file"; nullopt where the line is no
// option.
std::optional<OptionLine> as_option(std::string_view line) {
  if (line.size() < 2 || line[0] != '-') {
    return std::nullopt;
  }
  const bool is_long = line[1] == '-';
  const std::size_t end =
      is_long ? std::min(line.find_first_of("= \t"), line.size()) : std::size_t{2};
  std::string_view value = line.substr(std::min(end, line.size()));
  if (is_long && !value.empty() && value.front() == '=') {
    value.remove_prefix(1);
  }
  return OptionLine{line.substr(0, end), trim(value)};
}

template <std::size_t N>
bool is_among(std::string_view option, const std::array<std::string_view, N>& options) {
  return std::find(options.begin(), options.end(), option) != options.end();
}

// Without the "[extras]" and "; markers" that may follow a path.
std::string_view path_part(std::string_view text) {
  return text.substr(0, text.find_first_of("[; \t"));
}

bool is_relative_path(std::string_view text, const fs::path& folder) {
  const std::string_view path = path_part(text);
  if (path.empty() || path.front() == '/' || path.front() == '$' || path.front() == '~' ||
      text.find("://") != std::string_view::npos || path.rfind("file:", 0) == 0) {
    return false;
  }
  std::error_code ignored;
  const bool looks_like_path = path.front() == '.' || path.find('/') != std::string_view::npos;
  const bool is_file = fs::is_regular_file(folder / path, ignored); // "demo-1.0.whl"
  return looks_like_path || is_file;
}

std::string join_path(const fs::path& folder, std::string_view text) {
  const std::string_view path = path_part(text);
  return (folder / path).lexically_normal().native() + std::string(text.substr(path.size()));
}

std::string absolute_line(std::string_view line, const fs::path& folder) {
  const auto option = as_option(line);
  if (!option) {
    return is_relative_path(line, folder) ? join_path(folder, line) : std::string(line);
  }
  if (!is_among(option->option, k_path_options) || option->value.empty()) {
    return std::string(line);
  }
  // Behind these a bare name is a path as well.
  const std::string_view value = option->value;
  const bool is_bare = value.find_first_of("/:$~") == std::string_view::npos;
  const bool is_relative = is_bare || is_relative_path(value, folder);
  return std::string(option->option) + " " +
         (is_relative ? join_path(folder, value) : std::string(value));
}

} // namespace

std::vector<std::string> absolute_pip_lines(const std::vector<PipLine>& lines) {
  std::vector<std::string> absolute;
  for (const PipLine& entry : lines) {
    for (const std::string_view line : split(entry.text, '\n')) {
      if (!trim(line).empty()) {
        absolute.push_back(absolute_line(trim(line), entry.folder));
      }
    }
  }
  return absolute;
}

bool is_pip_index_option(std::string_view line) {
  const auto option = as_option(line);
  return option && is_among(option->option, k_index_options);
}

} // namespace etalon
