#pragma once

#include <etalon/model/prefix_record.hpp>

#include <filesystem>
#include <string_view>

namespace etalon {

// What an extracted package says it brings: info/paths.json, else what old packages have instead:
// info/files with info/has_prefix and info/no_link (CEP 34). Types are then PathType::hardlink
// whatever the files are, and sizes and hashes unknown. Throws Error{corrupt}.
PathsJson load_package_paths(const std::filesystem::path& extracted_dir);

// info/link.json; where it is absent a value without entry points.
LinkJson load_link_json(const std::filesystem::path& extracted_dir);

// Relative, without empty, "." or ".." components, backslashes stay what they are, no control
// characters: it cannot leave the directory it is put under.
bool is_safe_relative_path(std::string_view path);

} // namespace etalon
