#pragma once

#include "linker.hpp"
#include "recorded_files.hpp"

#include <etalon/prefix/change.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/util/file_system.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// What conda-meta says of packages and their files. `root` is the directory that holds conda-meta:
// the prefix, or the place from which files are moved there.

// A record for each package of the transaction.
void write_package_records(FileSystem& files,
                           const std::filesystem::path& root,
                           const Transaction& transaction,
                           const std::vector<PlacedPaths>& placed);

// What the files of the transaction are like now.
std::vector<RecordedFile> recorded_files_of(const Transaction& transaction,
                                            const std::vector<PlacedPaths>& placed);
void write_recorded_files(FileSystem& files,
                          const std::filesystem::path& root,
                          std::vector<RecordedFile> recorded);

void write_state(FileSystem& files,
                 const std::filesystem::path& root,
                 const std::map<std::string, std::string>& variables);

// The history of a new environment.
std::string render_new_history(const Transaction& transaction, const ExecuteOptions& options);

// The history as it was, and what the change does.
std::string render_longer_history(const PrefixChange& change, const ExecuteOptions& options);

} // namespace etalon
