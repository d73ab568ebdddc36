#pragma once

#include <etalon/model/prefix_record.hpp>
#include <etalon/prefix/generation.hpp>
#include <etalon/prefix/journal.hpp>
#include <etalon/prefix/prefix_data.hpp>
#include <etalon/prefix/transaction.hpp>
#include <etalon/util/file_system.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// Which packages of an environment go and come. A package that is linked again does both.
struct PackagesToChange {
  std::vector<std::string> remove; // names
  std::vector<PackageToLink> link;
  // The names of all packages of the environment afterwards, each after those that it depends on:
  // of packages that bring one path the first has it.
  std::vector<std::string> order;
};

struct ChangePlanOptions {
  // What becomes of the request, for history: these specs hold from now on, those do not any more.
  std::vector<std::string> update_specs;
  std::vector<std::string> remove_specs;
  std::vector<std::string> channels;            // in order, without credentials
  std::map<std::string, std::string> variables; // all of them, afterwards
  ByteCompile byte_compile = ByteCompile::yes;
};

// A file that no package brought like this: it is kept under another name.
struct KeptFile {
  std::string path;
  std::string kept_as;
  std::string package; // dist name of the one that brought it first; empty where none did
};

// Everything that will be done to an environment, decided; pure data.
struct PrefixChange {
  Transaction transaction;           // what is linked, and the environment's facts afterwards
  std::vector<PrefixRecord> removed; // as they were
  std::vector<PrefixRecord> moved;   // of packages that stay, of which paths were lost or regained
  Journal journal;                   // file steps, then those of conda-meta
  std::size_t file_steps = 0;        // how many steps there are of the former
  std::string history;               // as it was when this was planned
  std::vector<std::string> update_specs;
  std::vector<std::string> remove_specs;
  std::map<std::size_t, Generation>
      generations; // to be kept: the new one, and the old if it was not
  std::vector<KeptFile> kept;
};

// Decides how the packages change. Reads the packages and the prefix, changes nothing. What cannot
// be done rightly is refused as by plan_transaction(); with Error{refused} also: a file that is to
// stand where somebody has a directory with files of no package, or where the way leads through a
// symbolic link; a package that is removed and has a pre-unlink script.
//
// A file that was changed since its package brought it, or that stands where one is to come and is
// no package's, is kept as PATH.etalon-saved.
PrefixChange plan_change(const PrefixData& installed,
                         PackagesToChange packages,
                         const ChangePlanOptions& options);

struct ChangeExecution {
  ExecuteOptions options; // `complete` is called once the change is committed, and cannot undo it
  Durability durability = Durability::process;
};

// Changes the environment, under a journal: what is interrupted or fails before the commit is taken
// back, at once or by recover_prefix(), and what is interrupted later is brought to its end by it.
// Errors: Error{io}, Error{cancelled}, Error{refused} where another process works on the prefix,
// changed it since it was planned, or left a change open.
TransactionResult
execute_change(FileSystem& files, const PrefixChange& change, const ChangeExecution& execution);

enum class Recovery {
  nothing,   // no change was open
  undone,    // the environment is what it was before the change
  completed, // it is what the change was to make of it
};

// Ends a change that was interrupted, where there is one, and removes what it left. The caller is
// the only writer. Throws Error{io}; Error{corrupt} where the journal is damaged.
Recovery recover_prefix(FileSystem& files, const std::filesystem::path& prefix);

} // namespace etalon
