#pragma once

#include <etalon/config/config.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A package as far as a snapshot tells of it; what it does not tell is empty.
struct SnapshotPackage {
  std::string name; // of pip's: normalized (PEP 503)
  std::string version;
  std::string build;   // empty for pip's
  std::string subdir;  // likewise
  std::string channel; // likewise
  std::string md5;
  std::string sha256; // of the archive
  // Of what pip installed: the hash of its RECORD, which tells more than the archive's.
  std::string record_hash;
};

enum class SnapshotForm {
  environment,
  environment_yaml,
  explicit_list,
  conda_lock,
  pixi_lock,
  export_json,
};

// "environment", "environment.yml", "@EXPLICIT list", "conda-lock.yml", "pixi.lock", "JSON export"
const char* title_of(SnapshotForm form);

// What an environment holds or a file says that it should hold.
struct EnvironmentSnapshot {
  std::string label; // as named on the command line
  SnapshotForm form = SnapshotForm::environment;
  std::string platform;                  // empty where not said
  std::vector<SnapshotPackage> packages; // sorted by name
  // Absent where a file of this form cannot say.
  std::optional<std::vector<SnapshotPackage>> pip;
  std::optional<std::map<std::string, std::string>> variables;
  std::string environment_id;        // empty where it cannot be told
  std::vector<std::string> unpinned; // specs that name no version: then it is no snapshot
};

struct SnapshotOptions {
  std::optional<std::string> platform;      // of a lock file for several; else this machine's
  std::string lock_environment = "default"; // of a pixi.lock
};

// `word` names an environment, its directory, or a file in any form of SnapshotForm; an environment
// of that name goes before a file. Throws Error{not_found} where there is none of them, and as the
// readers of the forms.
EnvironmentSnapshot
load_snapshot(const std::string& word, const SnapshotOptions& options, const Config& config);

} // namespace etalon
