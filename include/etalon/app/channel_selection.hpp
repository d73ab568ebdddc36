#pragma once

#include <etalon/config/config.hpp>
#include <etalon/model/channel.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

// Channels as written in one place, and the folder that relative paths among them start from.
struct WrittenChannels {
  std::vector<std::string> names;
  std::filesystem::path relative_to;
};

// What the names of all places stand for, in their order, each channel once. Throws as
// resolve_channels().
std::vector<Channel> select_channels(const std::vector<WrittenChannels>& places,
                                     const Config& config);

} // namespace etalon
