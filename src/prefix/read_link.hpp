#pragma once

#include <etalon/util/error.hpp>

#include <filesystem>
#include <string>
#include <system_error>

namespace etalon {

// What the symbolic link `link` points to, as written. Throws Error{io}.
inline std::string read_link(const std::filesystem::path& link) {
  std::error_code failed;
  const std::filesystem::path target = std::filesystem::read_symlink(link, failed);
  if (failed) {
    throw system_error("read", link.native(), failed.value());
  }
  return target.native();
}

} // namespace etalon
