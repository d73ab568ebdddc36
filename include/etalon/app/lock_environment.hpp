#pragma once

#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/lock/lock_file.hpp>
#include <etalon/lock/staleness.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace etalon {

// The form in which a lock is written.
enum class LockOutput {
  conda_lock,    // conda-lock.yml
  pixi,          // pixi.lock
  explicit_list, // one @EXPLICIT list a platform
};

// What was typed after `lock`.
struct LockOptions {
  RequestOptions request;                    // -f, -c
  std::vector<std::string> platforms;        // --platform; else the manifest's, else this machine's
  std::optional<std::filesystem::path> file; // -o; else the form's usual name
  std::optional<LockOutput> output;          // --format; else the form of the file that is there
  std::vector<std::string> update;           // --update: what may move; empty to resolve all anew
  std::vector<std::string> explain;          // --explain: names of packages
};

// A package that is another one than in the file before.
struct LockedChange {
  std::string platform;
  std::string name;
  std::string before; // "1.0=h1_0"; empty where it is new
  std::string after;  // empty where it is gone
};

// Why packages of a platform are the ones they are.
struct PlatformExplanations {
  std::string platform;
  std::vector<ChoiceExplanation> explanations;
};

struct WrittenLock {
  std::filesystem::path file;
  std::string text;
};

struct LockResult {
  LockFile lock;
  std::vector<WrittenLock> files;                 // not written yet
  std::vector<std::string> resolved;              // platforms
  std::vector<std::string> kept;                  // platforms that stand there as before
  std::vector<LockedChange> changes;              // by platform and name
  std::vector<PlatformExplanations> explanations; // of those that were resolved
  std::vector<std::string> warnings;
  std::vector<std::string> local_channels; // of this machine: others cannot read them
};

// Resolves each platform without making anything. Where the manifests are not named, those of the
// lock file that is there count, else environment.yml. Throws Error where a manifest, the lock file
// or a channel cannot be read, and for a name to update that is not locked.
std::variant<LockResult, UnsolvableRequest>
plan_lock(const LockOptions& options,
          const Config& config,
          const std::map<std::string, std::string>& environment,
          const CreationTools& tools);

// Writes the files, each at once.
void write_locks(FileSystem& files, const LockResult& result);

enum class ChannelCheck { skip, ask };

struct LockCheck {
  std::filesystem::path file;
  std::vector<std::string> platforms; // that were looked at
  std::vector<StaleReason> reasons;
  std::optional<std::string> undecided; // why it could not be told; counts where nothing is stale

  [[nodiscard]] bool holds() const { return reasons.empty() && !undecided; }
};

// Whether the lock file still is what its manifests ask for. The platforms are those of
// `options`, else all that are locked; ChannelCheck::ask looks for the packages in the channels.
LockCheck check_lock(const LockOptions& options,
                     ChannelCheck channels,
                     const Config& config,
                     const std::map<std::string, std::string>& environment,
                     const CreationTools& tools);

// What `platform` offers: this machine's where it is one, else what conda-lock assumes;
// CONDA_OVERRIDE_* count for both.
std::vector<VirtualPackage> offered_for_lock(const Platform& platform,
                                             const std::map<std::string, std::string>& environment);

} // namespace etalon
