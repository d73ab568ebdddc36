#include "snapshot_forms.hpp"

#include <etalon/config/channel_resolution.hpp>
#include <etalon/lock/lock_file.hpp>
#include <etalon/util/url.hpp>

namespace etalon {

namespace {

SnapshotForm form_of(LockFormat format) {
  switch (format) {
  case LockFormat::conda_lock:
    return SnapshotForm::conda_lock;
  case LockFormat::pixi:
    return SnapshotForm::pixi_lock;
  case LockFormat::export_json:
    return SnapshotForm::export_json;
  }
  return SnapshotForm::export_json;
}

const LockedPlatform& choose_platform(const LockFile& lock,
                                      const std::string& file_name,
                                      const SnapshotOptions& options,
                                      const Config& config) {
  if (!options.platform && lock.platforms.size() == 1) {
    return lock.platforms.front();
  }
  return lock.get(options.platform.value_or(config.subdir.value), file_name);
}

// Lock files name channels by URL where environments know their names.
std::string channel_name(const std::string& channel, const Config& config) {
  return is_url(channel) ? resolve_channel(channel, config, {}).to_string() : channel;
}

SnapshotPackage package_of(const LockedPackage& locked, const Config& config) {
  const auto& record = locked.record.package;
  SnapshotPackage package;
  package.name = record.name;
  package.version = record.version.to_string();
  package.build = record.build;
  package.subdir = record.subdir;
  package.channel = channel_name(locked.record.channel, config);
  package.md5 = record.md5;
  package.sha256 = record.sha256;
  return package;
}

} // namespace

EnvironmentSnapshot snapshot_of_lock(std::string_view text,
                                     const std::string& file_name,
                                     const SnapshotOptions& options,
                                     const Config& config) {
  LockReadOptions reading;
  reading.environment = options.lock_environment;
  const auto lock = parse_lock_file(text, file_name, reading);
  const auto& platform = choose_platform(lock, file_name, options, config);
  EnvironmentSnapshot snapshot;
  snapshot.form = form_of(find_lock_format(text).value());
  snapshot.platform = platform.subdir;
  for (const auto& package : platform.packages) {
    snapshot.packages.push_back(package_of(package, config));
  }
  snapshot.pip.emplace();
  for (const auto& locked : platform.pip) {
    SnapshotPackage package;
    package.name = locked.name;
    package.version = locked.version;
    package.sha256 = locked.sha256;
    snapshot.pip->push_back(std::move(package));
  }
  if (snapshot.form == SnapshotForm::export_json) {
    snapshot.variables = lock.variables;
    snapshot.environment_id = lock.environment_id;
  } else if (snapshot.pip->empty()) {
    snapshot.environment_id = id_of_packages(snapshot.packages);
  }
  return snapshot;
}

} // namespace etalon
