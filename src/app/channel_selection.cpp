#include <etalon/app/channel_selection.hpp>
#include <etalon/config/channel_resolution.hpp>

#include <algorithm>

namespace etalon {

std::vector<Channel> select_channels(const std::vector<WrittenChannels>& places,
                                     const Config& config) {
  std::vector<Channel> channels;
  for (const auto& place : places) {
    for (const auto& name : place.names) {
      for (auto& channel : resolve_channels(name, config, place.relative_to)) {
        if (std::find(channels.begin(), channels.end(), channel) == channels.end()) {
          channels.push_back(std::move(channel));
        }
      }
    }
  }
  return channels;
}

} // namespace etalon
