#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace etalon {

// The first of `directories` in which files can be made; it may have to be made itself. Conda
// chooses among `envs_dirs` and `pkgs_dirs` so.
std::optional<std::filesystem::path>
find_writable(const std::vector<std::filesystem::path>& directories);

} // namespace etalon
