#pragma once

#include <etalon/util/error.hpp>

#include <filesystem>

namespace etalon {

// What is at a path itself; links are not followed. Errors other than absence are thrown: what
// cannot be looked at must not be taken for absent.
inline std::filesystem::file_type type_at(const std::filesystem::path& path) {
  std::error_code failed;
  const auto type = std::filesystem::symlink_status(path, failed).type();
  if (type == std::filesystem::file_type::none) {
    throw system_error("read", path.native(), failed.value());
  }
  return type;
}

inline bool stands_at(const std::filesystem::path& path) {
  return type_at(path) != std::filesystem::file_type::not_found;
}

inline bool is_directory_at(const std::filesystem::path& path) {
  return type_at(path) == std::filesystem::file_type::directory;
}

} // namespace etalon
