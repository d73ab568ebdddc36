#include "prefix_removal.hpp"

#include "prefix_layout.hpp"

#include <etalon/util/error.hpp>

#include <cerrno>
#include <vector>

namespace etalon {
namespace {

using std::filesystem::path;

std::vector<path> entries_of(const path& directory) {
  std::vector<path> entries;
  std::error_code failed;
  std::filesystem::directory_iterator at(directory, failed);
  for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    entries.push_back(at->path());
  }
  if (failed && failed.value() != ENOENT) {
    throw system_error("remove", directory.native(), failed.value());
  }
  return entries;
}

void remove_all_but(FileSystem& files, const path& directory, const path& kept) {
  for (const path& entry : entries_of(directory)) {
    if (entry != kept) {
      files.remove_tree(entry);
    }
  }
}

} // namespace

void remove_content(FileSystem& files, const path& prefix) {
  const path meta = prefix / k_meta_directory;
  remove_all_but(files, prefix, meta);
  remove_all_but(files, meta, prefix / k_marker_file);
  files.remove_tree(meta);
}

void remove_half_made(FileSystem& files, const path& prefix) {
  remove_content(files, prefix);
  files.remove_tree(prefix);
}

} // namespace etalon
