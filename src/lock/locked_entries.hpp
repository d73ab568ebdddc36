#pragma once

#include <etalon/lock/lock_file.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Sorts the packages of each platform by name and the platforms by subdir.
void sort_entries(LockFile& lock);

// What the place of a package tells: name, version, build, subdir, file name, and the channel's
// URL. `place` is a URL or a path. Throws Error{usage} where its file name is no package's.
RepoDataRecord record_of_place(const std::string& place);

// "py39_3" -> 3, as builds are named by custom; 0 where it ends in no number.
std::uint64_t build_number_of(std::string_view build);

// "python >=3.9" -> {"python", ">=3.9"}.
struct SplitSpec {
  std::string name, rest;
};

SplitSpec split_spec(std::string_view spec);

// A list of texts as one JSON text, for places that hold texts only; and back. Throws Error{usage}
// where `json` is no such list.
std::string list_to_json(const std::vector<std::string>& items);
std::vector<std::string> list_from_json(std::string_view json);

} // namespace etalon
