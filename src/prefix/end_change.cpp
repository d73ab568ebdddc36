#include "end_change.hpp"

#include "path_presence.hpp"
#include "prefix_layout.hpp"

#include <etalon/prefix/change.hpp>
#include <etalon/util/error.hpp>

#include <fmt/format.h>

namespace etalon {
namespace {

using std::filesystem::path;

// What came goes. Where something had gone before, and is not away, nothing has come.
void undo_arrivals(FileSystem& files, const path& prefix, const Journal& journal) {
  for (auto step = journal.steps.rbegin(); step != journal.steps.rend(); ++step) {
    const path place = prefix / step->path;
    if (!step->away.empty() && !stands_at(prefix / step->away)) {
      continue;
    }
    if (step->arrival == Arrival::made) {
      files.remove_file(place);
    } else if (step->arrival == Arrival::moved && !stands_at(prefix / step->from) &&
               stands_at(place)) {
      files.rename(place, prefix / step->from);
    }
  }
}

void undo_directories(FileSystem& files, const path& prefix, const Journal& journal) {
  const auto& made = journal.made_directories;
  for (auto directory = made.rbegin(); directory != made.rend(); ++directory) {
    const path place = prefix / *directory;
    if (!is_directory_at(place)) {
      continue;
    }
    if (place.filename() == "__pycache__") {
      files.remove_tree(place); // a compiler that was killed leaves files with other names
    } else {
      files.remove_empty_directory(place);
    }
  }
}

void undo_departures(FileSystem& files, const path& prefix, const Journal& journal) {
  for (const JournalStep& step : journal.steps) {
    if (!step.away.empty() && stands_at(prefix / step.away)) {
      files.rename(prefix / step.away, prefix / step.path);
    }
  }
}

} // namespace

void undo_change(FileSystem& files, const path& prefix, const Journal& journal) {
  // Made when all files were staged, and removed when all is back: outside of that the staged files
  // say nothing of what was moved.
  const path trash = prefix / k_trash_directory;
  if (stands_at(trash)) {
    undo_arrivals(files, prefix, journal);
    undo_directories(files, prefix, journal);
    undo_departures(files, prefix, journal);
    files.remove_empty_directory(trash);
  }
  files.remove_tree(prefix / k_change_directory);
  if (journal.durability == Durability::power) {
    files.sync_file_system(prefix);
  }
  files.remove_file(prefix / k_journal_file);
}

void complete_change(FileSystem& files, const path& prefix, const Journal& journal) try {
  const path history = prefix / k_staged_directory / k_history_file;
  if (stands_at(history)) {
    files.rename(history, prefix / k_history_file);
  }
  files.remove_tree(prefix / k_change_directory);
  for (const std::string& directory : journal.emptied_directories) {
    if (is_directory_at(prefix / directory)) {
      files.remove_empty_directory(prefix / directory);
    }
  }
  files.remove_file(prefix / k_committed_journal);

} catch (Error& failure) {

  throw std::move(failure)
      .while_doing(fmt::format(
          "`{}` was changed, but not all that the change left could be removed", prefix.native()))
      .with_hint(fmt::format("end it: `etalon env recover -p {}`", prefix.native()));
}

Recovery recover_prefix(FileSystem& files, const path& prefix) {
  const std::optional<OpenJournal> open = find_journal(prefix);
  if (!open) {
    if (stands_at(prefix / k_change_directory)) {
      files.remove_tree(prefix / k_change_directory);
    }
    return Recovery::nothing;
  }
  if (open->state == JournalState::committed) {
    complete_change(files, prefix, open->journal);
    return Recovery::completed;
  }
  undo_change(files, prefix, open->journal);
  return Recovery::undone;
}

} // namespace etalon
