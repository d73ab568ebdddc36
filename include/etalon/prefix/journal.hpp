#pragma once

#include <etalon/util/durability.hpp>
#include <etalon/util/file_system.hpp>

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// How a path gets what the new environment has there.
enum class Arrival {
  none,  // it gets nothing
  moved, // by a rename from `from`
  made,  // in place, by another program: byte code
};

// What happens to one path of the prefix; all paths are relative to it. First what stands there
// goes to `away`, then what belongs there comes.
struct JournalStep {
  std::string path;
  std::string away; // a path where nothing stands; empty where nothing has to go
  Arrival arrival = Arrival::none;
  std::string from; // where `arrival` is moved

  bool operator==(const JournalStep&) const = default;
};

// Everything that changes in a prefix that is being changed, written down before any of it does
// (docs/reference/transactions.md).
struct Journal {
  pid_t owner = 0;
  Durability durability = Durability::process;
  std::vector<std::string> made_directories; // that are not there before; parents first
  std::vector<JournalStep> steps;
  // That may have become empty in the end; what they hold comes before them.
  std::vector<std::string> emptied_directories;

  bool operator==(const Journal&) const = default;

  // A line "etalon-journal 1", then one for each member, the last one the sha256 of all before.
  [[nodiscard]] std::string to_string() const;
  // Throws Error{corrupt} for another version, a wrong checksum, a path that leaves the prefix.
  static Journal parse(std::string_view text);
};

// The two states of an open change.
enum class JournalState {
  uncommitted, // the old environment counts: what was done is taken back
  committed,   // the new one counts: what is left to do is done
};

struct OpenJournal {
  JournalState state = JournalState::uncommitted;
  Journal journal;
};

// The journal that stands in the prefix; nullopt where none is. Throws as Journal::parse().
std::optional<OpenJournal> find_journal(const std::filesystem::path& prefix);

// Writes the journal, so that the change is open from here on. The place for the files of the
// change is made for it. For Durability::power it is on the disk afterwards.
void open_journal(FileSystem& files, const std::filesystem::path& prefix, const Journal& journal);

// From here on the new environment counts. For Durability::power all that was written before is on
// the disk first, and the commit afterwards.
void commit_journal(FileSystem& files, const std::filesystem::path& prefix, const Journal& journal);

} // namespace etalon
