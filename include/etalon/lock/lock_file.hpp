#pragma once

#include <etalon/lock/asked_spec.hpp>
#include <etalon/model/package_record.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// How much of a package's record a lock file says.
enum class RecordDetail {
  identity, // name, version, build, URL, hashes and dependencies: conda-lock.yml
  full,     // what repodata said: pixi.lock, Etalon's own JSON
};

struct LockedPackage {
  RepoDataRecord record; // of `channel` the URL, where the file says no name
  RecordDetail detail = RecordDetail::full;
  std::vector<std::string> categories = {"main"}; // sorted; what is in `main` is in no other
};

// A package that pip installs.
struct LockedPipPackage {
  std::string name;    // normalized (PEP 503)
  std::string version; // PEP 440
  std::string url;     // of the wheel or source archive; empty where the index decides
  std::string sha256;  // of that file; empty where unknown
  std::vector<std::string> categories = {"main"};
  std::vector<std::string> requires_dist; // PEP 508, as in the package's metadata
  std::string requires_python;            // PEP 440; empty where it says none
};

// What a file locks for one platform.
struct LockedPlatform {
  std::string subdir;                  // "linux-64"
  std::string content_hash;            // conda-lock's, of what was asked for; empty where unknown
  std::vector<LockedPackage> packages; // sorted by name
  std::vector<LockedPipPackage> pip;   // likewise
  // What was asked for, as written, and what the machine was taken to offer ("__glibc=2.28=0").
  // Absent where the file's format or writer does not say.
  std::optional<std::vector<AskedSpec>> specs;
  std::optional<std::vector<AskedSpec>> pip_specs;
  std::optional<std::vector<std::string>> virtual_packages;

  // What pip is to install for `categories`: the lines that were asked for where the file says
  // them, else each locked package, by its URL and hash where it has them.
  [[nodiscard]] std::vector<std::string>
  pip_lines(const std::vector<std::string>& categories) const;
};

// A channel that was asked; the head channels only, without those they relate to (CEP 42).
struct LockedChannel {
  std::string name; // as written, "conda-forge" or a URL; empty where the file says the URL only
  std::string url;  // without credentials and trailing '/'; empty where the file says the name only
};

// A lock file of any format: what is to be installed, platform by platform.
struct LockFile {
  std::vector<LockedChannel> channels;   // in their order of priority
  std::vector<LockedPlatform> platforms; // sorted by subdir
  std::vector<std::string> sources;      // manifests, relative to the file's folder
  std::vector<std::string> pip_indexes;  // URLs
  // Of the environment that was exported as JSON; empty in the other formats.
  std::string name;
  std::string environment_id;
  std::map<std::string, std::string> variables;

  // nullptr where the platform is not locked.
  [[nodiscard]] const LockedPlatform* find(std::string_view subdir) const;
  // As find(). Throws Error{not_found} naming the platforms that there are.
  [[nodiscard]] const LockedPlatform& get(std::string_view subdir,
                                          std::string_view file_name) const;
  // In its place by subdir; one that is there already is replaced.
  void put(LockedPlatform platform);
};

enum class LockFormat {
  conda_lock,  // conda-lock.yml, version 1 (CEP 37)
  pixi,        // pixi.lock, versions 6 and 7
  export_json, // `etalon env export --format json`
};

// By content, whatever the file is called; nullopt for anything else, manifests among it.
std::optional<LockFormat> find_lock_format(std::string_view text);

struct LockReadOptions {
  std::string environment = "default"; // of a pixi.lock, which may hold several
};

// Reads what find_lock_format() knows. `file_name` is for messages. Throws Error{usage}
// "FILE:LINE:COLUMN: what was found", Error{refused} for a version that is not known.
LockFile parse_lock_file(std::string_view text,
                         std::string_view file_name,
                         const LockReadOptions& options = {});

} // namespace etalon
