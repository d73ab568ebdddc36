#pragma once

#include <etalon/app/environment_request.hpp>
#include <etalon/lock/lock_file.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

// The channels of a request as lock files name them. With names: as written in the manifest, but
// URLs for channels of this machine, whose names mean nothing elsewhere; without: every URL.
enum class ChannelNaming { as_written, urls };

std::vector<LockedChannel> locked_channels(const EnvironmentRequest& request,
                                           ChannelNaming naming,
                                           const Config& config,
                                           const std::filesystem::path& relative_to);

// URLs without credentials and trailing '/', in order.
std::vector<std::string> urls_of(const std::vector<Channel>& channels);

// Reads a lock file and makes its places absolute: paths of packages become file URLs, channels
// get their URLs, records the names of their channels.
LockFile load_lock(const std::filesystem::path& file,
                   const Config& config,
                   const LockReadOptions& options = {});
// The same of a text that was read already.
LockFile load_lock_text(std::string_view text,
                        const std::filesystem::path& file,
                        const Config& config,
                        const LockReadOptions& options = {});

} // namespace etalon
