#pragma once

#include "terminal.hpp"

#include <etalon/util/error.hpp>

#include <string>

namespace etalon {

// What was attempted, then why, then something to type; ends with a newline.
std::string render_error(const Error& error, ColorUse use);

// The same as one JSON object {"version", "error": {"kind", "message", "causes", "hints"}}.
std::string render_error_json(const Error& error);

std::string render_warning(const std::string& message, ColorUse use);

} // namespace etalon
