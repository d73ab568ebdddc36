#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace etalon {

// The files of `directory` whose names end with `extension`, in order of names; none where it is
// absent. Throws Error{io}.
std::vector<std::filesystem::path> sorted_files(const std::filesystem::path& directory,
                                                std::string_view extension);

} // namespace etalon
