#pragma once

#include <etalon/app/channel_records.hpp>
#include <etalon/app/lock_environment.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// The lock file that a `lock` command is about, as it stands there now.
struct LockTarget {
  std::filesystem::path file;
  LockOutput output = LockOutput::conda_lock;
  std::optional<LockFile> existing; // places made absolute
};

// -o and --format, each decided by the other, by what stands there, else conda-lock.yml.
LockTarget find_lock_target(const LockOptions& options, const Config& config);

// The manifests that were typed, else those that the lock names, else environment.yml. Throws
// Error{usage} where there is none of them.
std::vector<std::filesystem::path> manifests_of(const LockOptions& options,
                                                const LockTarget& target);

// What the manifests ask for on a platform, without a place to make it in.
EnvironmentRequest manifest_request(const LockOptions& options,
                                    const std::vector<std::filesystem::path>& manifests,
                                    const Platform& platform,
                                    const Config& config);

// --platform, else the manifests', else `known`, else this machine's.
std::vector<Platform> wanted_platforms(const LockOptions& options,
                                       const std::vector<std::filesystem::path>& manifests,
                                       const std::vector<std::string>& known,
                                       const Config& config);

// What the manifests ask of the resolver, and of pip, as a lock keeps it: without logins.
std::vector<AskedSpec> asked_specs(const EnvironmentRequest& request);
std::vector<AskedSpec> asked_pip_lines(const EnvironmentRequest& request);

// The records of the request's channels for `platform`.
std::vector<ChannelRecords> channel_records(const EnvironmentRequest& request,
                                            const Platform& platform,
                                            const Config& config,
                                            const CreationTools& tools,
                                            const WantedNames& wanted);

} // namespace etalon
