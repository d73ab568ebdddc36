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

} // namespace etalon
