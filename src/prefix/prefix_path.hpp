#pragma once

#include <filesystem>

namespace etalon {

// `prefix` as it is written into files: normalized, without a trailing '/'. Throws Error{usage}
// where it is relative, the root, or holds a character that PATH, shebangs or the shell text of
// packages cannot express.
std::filesystem::path checked_prefix(const std::filesystem::path& prefix);

// Throws Error{refused} unless an environment may be made at `prefix`: nothing is there, or an
// empty directory, or what an interrupted create left.
void refuse_unless_free(const std::filesystem::path& prefix);

} // namespace etalon
