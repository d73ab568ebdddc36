#pragma once

#include <etalon/config/config.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace etalon {

// Throws Error{usage} for a name that no environment may have (CEP 24, CEP 32): empty, "base",
// "root", a leading '.' or '-', or one with '/', '\', white space, ':', '#' or a control character.
void check_environment_name(std::string_view name);

// Where the environment `name` lies: Config::environments_directory()/NAME. Errors as above.
std::filesystem::path environment_prefix(std::string_view name, const Config& config);

// The name under which `prefix` was made; empty where it lies outside environments_directory().
std::string environment_name(const std::filesystem::path& prefix, const Config& config);

} // namespace etalon
