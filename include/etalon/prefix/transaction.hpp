#pragma once

#include <etalon/model/prefix_record.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/prefix/python_facts.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/progress.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon {

// A package of the environment to be, extracted and verified.
struct PackageToLink {
  RepoDataRecord record;
  std::filesystem::path extracted_dir; // holds info/ and the files
  std::vector<std::string> requested_specs;
};

enum class ByteCompile { no, yes };

struct PlanOptions {
  std::vector<std::string> requested_specs; // of the whole request, for history
  std::vector<std::string> channels;        // likewise, in order, without credentials
  std::map<std::string, std::string> variables;
  ByteCompile byte_compile = ByteCompile::yes;
};

enum class PathAction {
  make_directory,
  link,           // reflink, hard link or copy, whatever the file systems allow
  copy,           // never shared with the cache (no_link)
  replace_text,   // a copy with the placeholder replaced, of any length
  replace_binary, // a copy with the placeholder replaced and NULs to keep the length
  make_symlink,
  write_entry_point,
  byte_compile,
};

// `command = module:function` of a noarch python package.
struct EntryPoint {
  std::string command;
  std::string module;
  std::string function; // may have dots: "Class.method"

  // Throws Error{corrupt} where a part is not what its grammar allows: a file name without '/' for
  // the command, dotted Python names for the others.
  static EntryPoint parse(std::string_view text);
};

// One path to be made in the prefix.
struct PlannedPath {
  PathAction action = PathAction::link;
  PathEntry entry;                       // what the prefix record will say; `entry.path` is where
  std::string source;                    // in the package; for byte_compile in the prefix
  std::int64_t modification_time_ns = 0; // of the package's file
  mode_t mode = 0;                       // likewise
  std::string symlink_target;
  std::optional<EntryPoint> entry_point;
};

struct PlannedPackage {
  PackageToLink package;
  std::vector<PlannedPath> paths; // sorted by path
};

// A path that two packages bring, with other bytes.
struct ContestedPath {
  std::string path;
  std::string winner; // dist name of the package whose file stands there
  std::string hidden; // of the one whose file is kept aside for when the winner goes
};

// Everything that will be done to a prefix, decided; pure data.
struct Transaction {
  std::filesystem::path prefix; // absolute, normalized
  std::vector<PlannedPackage> packages;
  std::optional<PythonFacts> python;
  std::vector<std::string> requested_specs;
  std::vector<std::string> channels;
  std::map<std::string, std::string> variables;
  std::vector<ContestedPath> contested; // in order of paths
};

// Decides how `wanted`, a whole new environment in which every package follows its dependencies,
// is put at `prefix`, where `installed` (empty for a new environment) is now. Reads the packages,
// changes nothing. What cannot be installed rightly is refused here, by the package's name and
// before anything is written, with Error{refused}: link scripts, a file where another package has a
// directory, a prefix longer than a binary placeholder, noarch python
// without python, a prefix where something stands already; and with Error{corrupt}: unsafe
// site-packages path or entry point, extracted files that are not what paths.json says.
//
// Of packages that bring one path the first of `wanted` has it (docs/reference/transactions.md).
Transaction plan_transaction(const PrefixData& installed,
                             const std::filesystem::path& prefix,
                             std::vector<PackageToLink> wanted,
                             const PlanOptions& options);

struct ExecuteOptions {
  CancellationToken token;
  ProgressListener progress;       // stages link (in files) and compile (in files)
  std::string command_line;        // for history; must hold no credentials
  std::string tool_version;        // of Etalon, for history
  std::filesystem::path lock_file; // outside the prefix; empty: the caller is the only writer
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
  // Brings what else belongs to the environment: called when every package is linked and recorded
  // and before it counts as an environment; what it throws undoes everything.
  std::function<void(const PrefixData& made)> complete;
};

struct TransactionResult {
  std::uint64_t files = 0; // of packages, byte-compiled ones and symbolic links included
  std::uint64_t bytes = 0; // of regular files
  std::uint64_t reflinked = 0;
  std::uint64_t hard_linked = 0;
  std::uint64_t copied = 0;   // because no link was possible, or by no_link
  std::uint64_t replaced = 0; // with the prefix written into them
  std::uint64_t compiled = 0;
  std::uint64_t compile_failures = 0; // sources that this python cannot compile; no error
  double link_seconds = 0;
  double compile_seconds = 0;
  double seconds = 0; // all of it
};

// Makes the environment. It is there once conda-meta/history is, which comes into being last, by
// one rename of conda-meta/etalon-transaction: whatever was interrupted before is half made, counts
// as no environment, and is replaced by the next create. A failure that leaves time for it removes
// everything that was made and is thrown again. Errors: Error{io}, Error{cancelled}, Error{refused}
// where another process works on the prefix or something came to stand there.
TransactionResult
execute(FileSystem& files, const Transaction& transaction, const ExecuteOptions& options);

} // namespace etalon
