#pragma once

#include <etalon/lock/lock_file.hpp>
#include <etalon/model/virtual_package.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Why a lock no longer holds.
enum class StaleKind {
  platform_missing,        // nothing is locked for it
  spec_changed,            // another request, or one that the locked packages do not satisfy
  channel_changed,         // other channels, or in another order
  virtual_package_missing, // a locked package needs what the machine does not offer
  hash_gone,               // the channel serves the package no longer, or with other bytes
};

// "spec_changed"
std::string_view to_string(StaleKind kind);

struct StaleReason {
  StaleKind kind = StaleKind::spec_changed;
  std::string platform;
  std::string subject; // the spec, package or channel that it is about
  std::string message; // a sentence without full stop
};

// What a lock should hold for.
struct LockQuestion {
  std::string subdir;
  std::vector<AskedSpec> specs;      // of the manifests for this platform
  std::vector<AskedSpec> pip_specs;  // lines of their `pip:` sections
  std::vector<std::string> channels; // URLs, in order, without credentials and trailing '/'
  std::vector<VirtualPackage> offered;
};

// Everything but StaleKind::hash_gone, which only channels can tell; in the order of the kinds,
// then by name. Channels of `lock` without URL are not compared. Where the lock says what it was
// made for, each difference of the specs and their categories counts, were they satisfied or not:
// the file should be what the manifest gives. Where it does not (pixi.lock, files of conda-lock),
// it holds while every spec is satisfied and every package is needed by one. Throws Error{usage}
// for a spec that does not parse.
std::vector<StaleReason> find_stale_reasons(const LockFile& lock, const LockQuestion& question);

// Names of the locked packages that `specs` lead to over their dependencies, sorted. Python needs
// pip, as the resolver sees it.
std::vector<std::string> find_needed(const LockedPlatform& platform,
                                     const std::vector<std::string>& specs);

} // namespace etalon
