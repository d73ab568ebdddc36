#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace etalon {

// Hands the file's bytes to `take`, in order, in blocks of at most 1 MiB: files need not fit in
// memory. Throws as read_file(), and whatever `take` throws.
void read_blocks(const std::filesystem::path& path,
                 const std::function<void(std::string_view)>& take);

} // namespace etalon
