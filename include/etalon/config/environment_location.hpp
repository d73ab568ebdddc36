#pragma once

#include <etalon/config/config.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Throws Error{usage} for a name that no environment may have (CEP 24, CEP 32): empty, "base",
// "root", a leading '.' or '-', or one with '/', '\', white space, ':', '#' or a control character.
void check_environment_name(std::string_view name);

// Where environments are looked for by name: Config::environments_directory(), then envs_dirs. It
// is first so that `run` finds what lies there without reading a configuration file; that no two
// environments share a name is environment_prefix()'s business.
std::vector<std::filesystem::path> environments_directories(const Config& config);

// Where new environments are made: the first of envs_dirs that is writable, else
// Config::environments_directory().
std::filesystem::path new_environments_directory(const Config& config);

// The first environment of that name; nullopt where there is none. Errors as
// check_environment_name().
std::optional<std::filesystem::path> find_environment_prefix(std::string_view name,
                                                             const Config& config);

// Where the environment `name` lies or, where there is none, would be made. Errors as above.
std::filesystem::path environment_prefix(std::string_view name, const Config& config);

// The name under which `prefix` was made; empty where it lies in none of
// environments_directories().
std::string environment_name(const std::filesystem::path& prefix, const Config& config);

} // namespace etalon
