#include "extra_files.hpp"

#include "prefix_layout.hpp"

#include <etalon/util/error.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace etalon {
namespace {

using std::filesystem::path;

bool is_pythons_own(const path& file) {
  return file.extension() == ".pyc" && file.parent_path().filename() == "__pycache__";
}

} // namespace

std::vector<std::string> find_extra_files(const PrefixData& data) {
  std::unordered_set<std::string_view> owned;
  for (const PrefixRecord& record : data.records) {
    owned.insert(record.files.begin(), record.files.end());
    for (const PathEntry& entry : record.paths) {
      owned.insert(entry.path);
    }
  }
  std::vector<std::string> extra;
  const std::size_t start = data.prefix.native().size() + 1;
  try {
    std::filesystem::recursive_directory_iterator at(data.prefix);
    for (; at != std::filesystem::recursive_directory_iterator(); ++at) {
      const std::string name = at->path().native().substr(start);
      const bool is_directory = !at->is_symlink() && at->is_directory();
      if (is_directory && (name == k_meta_directory || name == k_change_directory)) {
        at.disable_recursion_pending();
      }
      if (!is_directory && owned.count(name) == 0 && !is_pythons_own(at->path())) {
        extra.push_back(name);
      }
    }
  } catch (const std::filesystem::filesystem_error& failure) {
    throw system_error("read", failure.path1().native(), failure.code().value());
  }
  std::sort(extra.begin(), extra.end());
  return extra;
}

} // namespace etalon
