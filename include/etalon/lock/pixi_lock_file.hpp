#pragma once

#include <etalon/lock/lock_file.hpp>

namespace etalon {

// pixi.lock, versions 6 and 7; the packages that `environment` names. Packages built from source
// are refused: they are not locked to bytes. Errors as parse_lock_file(), and Error{not_found} for
// an environment that is not there, naming those that are.
LockFile
parse_pixi_lock(std::string_view text, std::string_view file_name, const std::string& environment);

// Version 7, one environment `default`, as rattler writes it: what the URL tells (name, version,
// build, subdir) is left out. Every channel needs its URL. Stable to the byte. pip packages without
// URL are left out.
std::string to_pixi_lock(const LockFile& lock);

} // namespace etalon
