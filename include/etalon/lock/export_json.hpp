#pragma once

#include <etalon/lock/lock_file.hpp>

namespace etalon {

// What `etalon env export --format json` writes: one environment on one platform, every package
// with its whole record.
//   {"version": 1, "name", "platform", "environment_id", "channels": [name or URL],
//    "variables": {}, "requested_specs": [], "virtual_packages": [], "packages": [{...}],
//    "pip_requirements": [lines of a `pip:` section], "pip": [{...}]}
std::string to_export_json(const LockFile& lock);

// Throws Error{usage} "FILE: what is wrong", Error{refused} for another version.
LockFile parse_export_json(std::string_view text, std::string_view file_name);

// Whether a text that starts with '{' is one: has the keys "platform" and "packages".
bool looks_like_export_json(std::string_view text);

} // namespace etalon
