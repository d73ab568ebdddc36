#include "exported_lock.hpp"

#include <etalon/app/inspect_environment.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/config/channel_resolution.hpp>
#include <etalon/lock/content_hash.hpp>
#include <etalon/model/platform.hpp>
#include <etalon/pip/pip_record.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

std::string plain_url(const std::string& url) {
  std::string plain = without_credentials(url);
  while (plain.ends_with('/')) {
    plain.pop_back();
  }
  return plain;
}

// A name of history or of a record; one that means nothing here any more stays a name.
LockedChannel locked_channel(const std::string& name, const Config& config) {
  try {
    const Channel channel = resolve_channel(name, config, {});
    const std::string url = plain_url(channel.url);
    return {url.starts_with("file:") ? url : channel.to_string(), url};
  } catch (const Error&) {
    return {name, ""};
  }
}

// With the archive that pip fetched, where Etalon made the call.
std::vector<LockedPipPackage> locked_pip_packages(const PrefixData& data) {
  const PipRecord record = PipRecord::load(data.prefix);
  std::vector<LockedPipPackage> packages;
  for (const auto& installed : installed_pip_packages(data)) {
    LockedPipPackage locked;
    locked.name = installed.package.name;
    locked.version = installed.package.version;
    const auto known = std::find_if(
        record.packages.begin(), record.packages.end(), [&](const RecordedPipPackage& each) {
          return each.package.name == locked.name && each.package.version == locked.version;
        });
    if (known != record.packages.end()) {
      locked.url = without_credentials(known->url);
      locked.sha256 = known->sha256;
    }
    packages.push_back(std::move(locked));
  }
  return packages;
}

} // namespace

LockFile exported_lock(const PrefixData& data, const ExportOptions& options, const Config& config) {
  LockFile lock;
  lock.name = options.name;
  lock.variables = data.variables;
  lock.environment_id = installed_environment_id(data);
  LockedRequest asked;
  for (const auto& channel : channels_of(data)) {
    lock.channels.push_back(locked_channel(channel, config));
    asked.channels.push_back(lock.channels.back().name);
  }
  LockedPlatform platform;
  platform.subdir = platform_of(data);
  platform.specs = asked_in_main(data.history.requested_specs());
  platform.virtual_packages.emplace();
  if (platform.subdir == Platform::current().subdir()) {
    for (const VirtualPackage& package : options.virtual_packages) {
      platform.virtual_packages->push_back(package.to_string());
    }
  }
  platform.pip = locked_pip_packages(data);
  platform.pip_specs = asked_in_main(pip_section(data));
  asked.subdir = platform.subdir;
  asked.specs = *platform.specs;
  asked.pip_specs = *platform.pip_specs;
  platform.content_hash = conda_lock_content_hash(asked);
  for (const PrefixRecord& record : data.records) {
    if (record.repodata.url.empty() && options.format != ExportFormat::json) {
      throw Error(ErrorKind::refused,
                  fmt::format("package `{}` has no URL that a lock file could name",
                              record.repodata.package.dist_name()),
                  {"export an environment.yml instead: leave out --format"});
    }
    LockedPackage locked;
    locked.record = record.repodata;
    locked.record.url = without_credentials(record.repodata.url);
    locked.record.channel = is_url(record.repodata.channel) ? plain_url(record.repodata.channel)
                                                            : record.repodata.channel;
    platform.packages.push_back(std::move(locked));
  }
  lock.put(std::move(platform));
  return lock;
}

} // namespace etalon
