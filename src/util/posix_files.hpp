#pragma once

#include "descriptor.hpp"

#include <etalon/util/file_system.hpp>

namespace etalon {

// Takes over an open, empty file; `path` is for messages.
std::unique_ptr<FileWriter> make_posix_file_writer(Descriptor file, std::string path);

std::unique_ptr<DirectoryWriter> make_posix_directory_writer(const std::filesystem::path& path);

} // namespace etalon
