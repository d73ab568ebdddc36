#pragma once

#include <filesystem>

namespace etalon {

// Where things stand in an environment (CEP 32), and Etalon's own beside them.
inline constexpr const char* k_meta_directory = "conda-meta";
inline constexpr const char* k_history_file = "conda-meta/history";
inline constexpr const char* k_state_file = "conda-meta/state";
// The history to be: there while a prefix is being made or removed.
inline constexpr const char* k_marker_file = "conda-meta/etalon-transaction";
// What files were like right after linking; see recorded_files.hpp.
inline constexpr const char* k_recorded_files = "conda-meta/etalon-files";
// What byte-compiling is told to do; there while it runs.
inline constexpr const char* k_compile_list = "conda-meta/etalon-compile";
// Files of packages that others' hide: DIST/PATH below it; see clobbered_paths.hpp.
inline constexpr const char* k_clobbered_directory = "conda-meta/etalon-clobbered";
// There while an environment is changed; the second name once the new one counts. See journal.hpp.
inline constexpr const char* k_journal_file = "conda-meta/etalon-journal";
inline constexpr const char* k_committed_journal = "conda-meta/etalon-journal-committed";
// What an open change works with: files that are to come, and those that have gone.
inline constexpr const char* k_change_directory = ".etalon-change";
inline constexpr const char* k_staged_directory = ".etalon-change/new";
inline constexpr const char* k_trash_directory = ".etalon-change/old";
// Generations of the environment, each in a file named by its number; see generation.hpp.
inline constexpr const char* k_generations_directory = "conda-meta/etalon-generations";

} // namespace etalon
