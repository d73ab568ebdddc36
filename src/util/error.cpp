#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace etalon {

Error system_error(std::string_view attempt, std::string_view path, int error_number) {
  Error error(
      ErrorKind::io,
      fmt::format(
          "cannot {} `{}`: {}", attempt, path, std::generic_category().message(error_number)));
  if (error_number == ENOSPC) {
    return std::move(error).with_hint("make room on the disk: `df -h` shows which one is full");
  }
  if (error_number == EDQUOT) {
    return std::move(error).with_hint("make room within your quota: `quota -s` shows it");
  }
  return error;
}

} // namespace etalon
