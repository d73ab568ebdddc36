#pragma once

#include <etalon/prefix/journal.hpp>
#include <etalon/util/file_system.hpp>

#include <filesystem>

namespace etalon {

// Both may be interrupted and begun again, any number of times: what is done already shows in what
// stands where.

// Takes back an uncommitted change.
void undo_change(FileSystem& files, const std::filesystem::path& prefix, const Journal& journal);

// Does what is left of a committed one: the history becomes the new one; what was replaced, and the
// directories that became empty, go.
void complete_change(FileSystem& files,
                     const std::filesystem::path& prefix,
                     const Journal& journal);

} // namespace etalon
