#pragma once

#include <etalon/util/file_system.hpp>

#include <filesystem>

namespace etalon {

// Removes everything below a half-made `prefix`, the file that marks it as such after all the rest,
// so that an interrupted removal can be taken up again.
void remove_content(FileSystem& files, const std::filesystem::path& prefix);

// The directory itself as well.
void remove_half_made(FileSystem& files, const std::filesystem::path& prefix);

} // namespace etalon
