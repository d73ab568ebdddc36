#include "writable_directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace etalon {

namespace {

namespace fs = std::filesystem;

bool is_writable(fs::path directory) {
  std::error_code ignored;
  while (!fs::exists(directory, ignored) && directory.has_relative_path()) {
    directory = directory.parent_path();
  }
  return fs::is_directory(directory, ignored) && ::access(directory.c_str(), W_OK | X_OK) == 0;
}

} // namespace

std::optional<fs::path> find_writable(const std::vector<fs::path>& directories) {
  const auto found = std::find_if(directories.begin(), directories.end(), is_writable);
  return found == directories.end() ? std::nullopt : std::optional(*found);
}

} // namespace etalon
