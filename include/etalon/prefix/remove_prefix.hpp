#pragma once

#include <etalon/util/file_system.hpp>

#include <chrono>
#include <filesystem>

namespace etalon {

struct RemovePrefixOptions {
  std::filesystem::path lock_file; // outside the prefix; empty: the caller is the only writer
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
};

// Removes an environment and everything else below its prefix. First conda-meta/history is renamed,
// so that an interrupted removal leaves a half-made prefix (see prefix_data.hpp), never a damaged
// environment; removing that ends the work. Error{not_found} where nothing is there, Error{refused}
// where `prefix` is no environment or a symbolic link.
void remove_prefix(FileSystem& files,
                   const std::filesystem::path& prefix,
                   const RemovePrefixOptions& options);

} // namespace etalon
