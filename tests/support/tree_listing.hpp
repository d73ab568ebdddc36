#pragma once

#include <etalon/util/file_system.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>

namespace etalon {

// Everything below `root`: path -> "dir", "link TARGET" or "MODE CONTENT"; two equal listings are
// equal trees.
inline std::map<std::string, std::string> list_everything(const std::filesystem::path& root) {
  std::map<std::string, std::string> listing;
  for (const auto& item : std::filesystem::recursive_directory_iterator(root)) {
    const std::string path = item.path().lexically_relative(root).string();
    if (item.is_symlink()) {
      listing[path] = "link " + std::filesystem::read_symlink(item.path()).string();
    } else if (item.is_directory()) {
      listing[path] = "dir";
    } else if (item.is_regular_file()) {
      struct stat status {};

      ::stat(item.path().c_str(), &status);
      listing[path] = std::to_string(status.st_mode & 07777U) + " " + read_file(item.path());
    } else {
      listing[path] = "special";
    }
  }
  return listing;
}

} // namespace etalon
