#include "lock_channels.hpp"

#include <etalon/config/channel_resolution.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/url.hpp>

#include <map>

namespace etalon {

namespace {

namespace fs = std::filesystem;

std::string plain_url(const std::string& url) {
  std::string plain = without_credentials(url);
  while (plain.ends_with('/')) {
    plain.pop_back();
  }
  return plain;
}

std::string absolute_url(const std::string& place, const fs::path& folder) {
  return is_url(place) ? place : file_url_from_path((folder / place).lexically_normal());
}

std::string folder_of(const std::string& url) {
  return url.substr(0, url.rfind('/'));
}

// Names as they are called here, and URLs. A name may stand for several channels; one that means
// nothing here stays: packages have URLs of their own.
std::vector<LockedChannel> with_urls(const std::vector<LockedChannel>& channels,
                                     const Config& config,
                                     const fs::path& folder) {
  std::vector<LockedChannel> all;
  for (const LockedChannel& channel : channels) {
    try {
      const std::string& written = channel.url.empty() ? channel.name : channel.url;
      for (const Channel& resolved : resolve_channels(written, config, folder)) {
        all.push_back({resolved.to_string(), plain_url(resolved.url)});
      }
    } catch (const Error&) {
      all.push_back(channel);
    }
  }
  return all;
}

} // namespace

std::vector<LockedChannel> locked_channels(const EnvironmentRequest& request,
                                           ChannelNaming naming,
                                           const Config& config,
                                           const fs::path& relative_to) {
  std::vector<LockedChannel> channels;
  if (naming == ChannelNaming::urls) {
    for (const Channel& channel : request.channels) {
      channels.push_back({"", plain_url(channel.url)});
    }
    return channels;
  }
  for (const std::string& written : request.written_channels) {
    const auto resolved = resolve_channels(written, config, relative_to);
    if (resolved.empty()) {
      continue; // nodefaults
    }
    const std::string url = resolved.size() == 1 ? plain_url(resolved.front().url) : "";
    if (url.starts_with("file:")) {
      channels.push_back({url, url});
    } else {
      channels.push_back({is_url(written) ? plain_url(written) : written, url});
    }
  }
  return channels;
}

std::vector<std::string> urls_of(const std::vector<Channel>& channels) {
  std::vector<std::string> urls;
  for (const Channel& channel : channels) {
    urls.push_back(plain_url(channel.url));
  }
  return urls;
}

LockFile load_lock_text(std::string_view text,
                        const fs::path& file,
                        const Config& config,
                        const LockReadOptions& options) {
  LockFile lock = parse_lock_file(text, file.string(), options);
  const fs::path folder = fs::absolute(file).parent_path();
  lock.channels = with_urls(lock.channels, config, folder);
  std::map<std::string, std::string> names; // one resolution a channel, not one a package
  for (LockedPlatform& platform : lock.platforms) {
    for (LockedPackage& locked : platform.packages) {
      RepoDataRecord& record = locked.record;
      record.url = absolute_url(record.url, folder);
      if (!is_url(record.channel)) {
        record.channel = folder_of(folder_of(record.url));
      }
      const auto [known, is_new] = names.try_emplace(record.channel);
      if (is_new) {
        known->second = resolve_channel(record.channel, config, {}).to_string();
      }
      record.channel = known->second;
    }
  }
  return lock;
}

LockFile load_lock(const fs::path& file, const Config& config, const LockReadOptions& options) {
  return load_lock_text(read_file(file), file, config, options);
}

} // namespace etalon
