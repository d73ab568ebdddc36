#pragma once

#include <etalon/channel/recipe.hpp>
#include <etalon/model/package_record.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace etalon {

struct BuildOptions {
  std::filesystem::path output_directory = ".";
  int compression_level = 19;                       // zstd, 1..19
  std::size_t threads = 1;                          // has no influence on the bytes
  std::optional<std::uint64_t> source_date_seconds; // SOURCE_DATE_EPOCH, where the recipe is silent
  ProgressListener progress;                        // stage `build`, in bytes
  CancellationToken token;
};

struct BuiltPackage {
  std::filesystem::path path; // OUTPUT/SUBDIR/NAME-VERSION-BUILD.conda
  PackageRecord record;       // with size and hashes
  std::size_t files = 0;
  std::size_t symlinks = 0;
  std::size_t empty_directories = 0;
  std::size_t files_with_placeholder = 0;
  std::uint64_t bytes = 0; // unpacked
};

// Packs `tree`, which holds the files as in a prefix (noarch python: site-packages/ and
// python-scripts/), into a .conda. The same tree and recipe give the same bytes, whatever the
// clock, the number of threads, the owner and the times of the files: every member's time is the
// timestamp, else 0. An existing file of the name is replaced, atomically.
// Symbolic links stay links; paths.json gives them the hash of what they point at where that is
// a file of the tree, else the hash of nothing. Errors: not_found, usage and refused (devices,
// sockets, fifos, `info/` in the tree, links with the tree's absolute path, names that are not
// UTF-8), io.
BuiltPackage build_package(FileSystem& files,
                           const std::filesystem::path& tree,
                           const Recipe& recipe,
                           const BuildOptions& options);

} // namespace etalon
