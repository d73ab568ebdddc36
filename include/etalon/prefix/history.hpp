#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// One transaction in conda-meta/history, between two `==> DATE <==` lines.
struct HistoryRevision {
  std::string date;    // local time, "2026-01-31 12:00:00"
  std::string command; // of "# cmd: "
  std::string tool;    // of "# etalon version: " or "# conda version: ", the whole "NAME VERSION"
  std::vector<std::string> removed;      // "channel/subdir::name-version-build", as written
  std::vector<std::string> added;        // likewise
  std::vector<std::string> update_specs; // what was asked for, also of "install" and "create specs"
  std::vector<std::string> remove_specs;
  std::vector<std::string> neutered_specs;
  // Etalon's own line, which conda's parser skips: where the packages came from, first wins.
  std::vector<std::string> channels;

  // The lines of this revision, as conda's parser reads them; line breaks in `command` become
  // blanks.
  [[nodiscard]] std::string to_string() const;
};

// conda-meta/history: oldest first. Lines that it does not know are skipped, as conda does.
struct History {
  std::vector<HistoryRevision> revisions;

  static History parse(std::string_view text);
  // Empty where the file is absent.
  static History load(const std::filesystem::path& prefix);

  // The specs that the user asked for and that still hold: the last one for each name, in order of
  // names; removed ones are gone, neutered ones (conda: loosened) replace.
  [[nodiscard]] std::vector<std::string> requested_specs() const;

  // Of the last revision that says them; empty in environments made by others.
  [[nodiscard]] std::vector<std::string> channels() const;
};

} // namespace etalon
