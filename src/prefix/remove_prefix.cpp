#include "prefix_layout.hpp"
#include "prefix_lock.hpp"
#include "prefix_removal.hpp"

#include <etalon/prefix/prefix_data.hpp>
#include <etalon/prefix/remove_prefix.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>

#include <fmt/format.h>

namespace etalon {

void remove_prefix(FileSystem& files,
                   const std::filesystem::path& prefix,
                   const RemovePrefixOptions& options) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(prefix, ignored)) {
    const std::filesystem::path target = std::filesystem::canonical(prefix, ignored);
    throw Error(ErrorKind::refused,
                fmt::format("`{}` is a symbolic link and is not removed", prefix.native()))
        .with_hint(
            fmt::format("remove what it stands for: `etalon env remove -p {}`", target.native()));
  }
  const auto lock = lock_prefix(files, options.lock_file, options.lock_timeout);
  switch (get_prefix_state(prefix)) {
  case PrefixState::environment:
    files.rename(prefix / k_history_file, prefix / k_marker_file);
    break;
  case PrefixState::half_made:
    break;
  case PrefixState::absent:
    throw Error(ErrorKind::not_found,
                fmt::format("there is no environment at `{}`", prefix.native()))
        .with_hint("see which there are: `etalon env list`");
  case PrefixState::foreign:
    throw Error(ErrorKind::refused,
                fmt::format("`{}` is no environment and is not removed", prefix.native()));
  }
  remove_half_made(files, prefix);
}

} // namespace etalon
