#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

// Something of a tree that becomes a member of a package.
struct TreeEntry {
  enum class Kind { file, symlink, empty_directory };

  std::string path; // relative, '/'-separated
  Kind kind = Kind::file;
  bool executable = false;             // files: for the owner
  std::uint64_t size = 0;              // files
  std::string target;                  // symlinks
  std::filesystem::path resolved_file; // symlinks: the file of the tree they lead to; else empty
};

// Files, symbolic links and empty directories below `tree` (canonical), sorted by path. Errors:
// Error{refused} for what no package can hold.
std::vector<TreeEntry> list_tree(const std::filesystem::path& tree);

} // namespace etalon
