#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A place that serves packages: its base URL, under which "<subdir>/repodata.json" lies, and the
// name people know it by (CEP 26). Made by resolve_channel() in config, which knows aliases.
struct Channel {
  std::string name; // "conda-forge", "nvidia/label/cuda-11.8.0"; for a URL without alias the URL
  std::string url;  // no trailing '/', may hold credentials: never print, use to_string()

  // The name, fit to be shown and exported: no credentials.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] std::string subdir_url(std::string_view subdir) const;
  bool operator==(const Channel&) const = default;
};

// Whether a spec's channel as written (`conda-forge`, a URL, a URL with or without its token) means
// `channel`.
bool channel_matches(std::string_view written, const Channel& channel);

} // namespace etalon
