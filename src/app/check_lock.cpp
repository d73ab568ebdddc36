#include "lock_channels.hpp"
#include "lock_sources.hpp"

#include <etalon/app/channel_records.hpp>
#include <etalon/app/lock_environment.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

bool has_same_bytes(const PackageRecord& served, const PackageRecord& locked) {
  const auto agree = [](const std::string& a, const std::string& b) {
    return a.empty() || b.empty() || a == b;
  };
  return agree(served.sha256, locked.sha256) && agree(served.md5, locked.md5);
}

// Looks for one locked package; a package of a channel that was not asked may still be there.
std::optional<StaleReason> look_for(const LockedPackage& locked,
                                    const std::vector<ChannelRecords>& channels,
                                    const std::string& subdir) {
  const RepoDataRecord& record = locked.record;
  bool other_bytes = false;
  for (const ChannelRecords& channel : channels) {
    for (const RecordIndex& index : channel.subdirs) {
      for (const RepoDataRecord& served : index.records(record.package.name)) {
        if (served.file_name != record.file_name) {
          continue;
        }
        if (has_same_bytes(served.package, record.package)) {
          return std::nullopt;
        }
        other_bytes = true;
      }
    }
  }
  return StaleReason{StaleKind::hash_gone,
                     subdir,
                     record.package.name,
                     other_bytes
                         ? fmt::format("`{}` has other bytes than the lock says", record.file_name)
                         : fmt::format("no channel has `{}` any more", record.file_name)};
}

void ask_channels(const EnvironmentRequest& request,
                  const LockedPlatform& locked,
                  const Config& config,
                  const CreationTools& tools,
                  LockCheck& check) {
  try {
    WantedNames wanted{{}, ShardReach::names_only};
    for (const LockedPackage& package : locked.packages) {
      wanted.names.push_back(package.record.package.name);
    }
    const auto channels =
        channel_records(request, Platform::parse(locked.subdir), config, tools, wanted);
    for (const LockedPackage& package : locked.packages) {
      if (auto reason = look_for(package, channels, locked.subdir)) {
        check.reasons.push_back(std::move(*reason));
      }
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled || error.kind() == ErrorKind::usage) {
      throw;
    }
    check.undecided = error.message();
  }
}

} // namespace

LockCheck check_lock(const LockOptions& options,
                     ChannelCheck channels,
                     const Config& config,
                     const std::map<std::string, std::string>& environment,
                     const CreationTools& tools) {
  const LockTarget target = find_lock_target(options, config);
  if (!target.existing) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no lock file `{}`", target.file.string()),
                {"make it with `etalon lock -f environment.yml`, or name another with -o FILE"});
  }
  LockCheck check;
  check.file = target.file;
  const auto manifests = manifests_of(options, target);
  std::vector<std::string> known;
  for (const LockedPlatform& platform : target.existing->platforms) {
    known.push_back(platform.subdir);
  }
  for (const Platform& platform : wanted_platforms(options, manifests, known, config)) {
    const auto request = manifest_request(options, manifests, platform, config);
    const LockQuestion question{platform.subdir(),
                                asked_specs(request),
                                asked_pip_lines(request),
                                urls_of(request.channels),
                                offered_for_lock(platform, environment)};
    check.platforms.push_back(platform.subdir());
    for (auto& reason : find_stale_reasons(*target.existing, question)) {
      check.reasons.push_back(std::move(reason));
    }
    const LockedPlatform* locked = target.existing->find(platform.subdir());
    if (channels == ChannelCheck::ask && locked != nullptr) {
      ask_channels(request, *locked, config, tools, check);
    }
  }
  return check;
}

} // namespace etalon
