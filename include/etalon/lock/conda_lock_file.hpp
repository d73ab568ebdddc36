#pragma once

#include <etalon/lock/lock_file.hpp>

#include <map>

namespace etalon {

// conda-lock.yml, version 1 (CEP 37), also with the entries of older conda-locks (`build`,
// `optional` missing, one entry per category). Packages have RecordDetail::identity. Errors as
// parse_lock_file().
LockFile parse_conda_lock(std::string_view text, std::string_view file_name);

// As conda-lock writes it: keys in its order, packages sorted by manager, name, platform and
// category, dependencies by name. What it has no place for (specs, virtual packages) stands in
// `custom_metadata`. Stable to the byte. pip packages without URL are left out: the format wants
// one, see docs/reference/snapshots.md.
std::string to_conda_lock(const LockFile& lock);

// A package's `depends` in the format's form: name -> constraint. It has room for one constraint a
// name: two become one where they are plain, else the last counts, as in conda-lock.
std::map<std::string, std::string> conda_lock_dependencies(const std::vector<std::string>& depends);

} // namespace etalon
