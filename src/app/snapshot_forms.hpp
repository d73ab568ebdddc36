#pragma once

#include <etalon/app/environment_snapshot.hpp>

#include <string_view>

namespace etalon {

// Each sets what its form tells; the label is the caller's. `file_name` is for messages.
EnvironmentSnapshot snapshot_of_prefix(const std::filesystem::path& prefix);
EnvironmentSnapshot snapshot_of_manifest(std::string_view text, const std::string& file_name);
EnvironmentSnapshot snapshot_of_explicit_list(std::string_view text,
                                              const std::string& file_name,
                                              const Config& config);

// conda-lock.yml, pixi.lock or a JSON export. Without a platform in `options`: this machine's, or
// the only one that there is.
EnvironmentSnapshot snapshot_of_lock(std::string_view text,
                                     const std::string& file_name,
                                     const SnapshotOptions& options,
                                     const Config& config);

// The id of an environment made from exactly these packages; empty where a hash or a subdir is
// missing.
std::string id_of_packages(const std::vector<SnapshotPackage>& packages);

} // namespace etalon
