#include "sorted_files.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <cerrno>

namespace etalon {

using std::filesystem::path;

std::vector<path> sorted_files(const path& directory, std::string_view extension) {
  std::vector<path> found;
  std::error_code failed;
  std::filesystem::directory_iterator at(directory, failed);
  for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    if (at->path().extension() == extension) {
      found.push_back(at->path());
    }
  }
  if (failed && failed.value() != ENOENT && failed.value() != ENOTDIR) {
    throw system_error("read", directory.native(), failed.value());
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace etalon
