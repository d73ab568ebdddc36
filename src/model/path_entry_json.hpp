#pragma once

#include <etalon/model/prefix_record.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etalon {

class JsonReader;

// What is wrong with `path` as a path inside a prefix: "is absolute", "leaves the prefix"; empty
// where nothing is.
std::string path_problem(std::string_view path);

// Throws Error{corrupt} "path `PATH` PROBLEM".
void check_path(std::string_view path);

// A package's own list names only what a package may hold; prefix records hold what linking made.
enum class PathListOwner { package, prefix_record };

// The value of a `paths` member. Throws Error{corrupt} naming the entry.
std::vector<PathEntry> read_paths(JsonReader& reader, PathListOwner owner);

// One entry as an object; members that say nothing are left out.
nlohmann::json path_members(const PathEntry& entry);

} // namespace etalon
