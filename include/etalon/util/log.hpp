#pragma once

#include <string_view>

namespace etalon {

enum class LogLevel { quiet, warning, info, debug };

// Diagnostics for a person who debugs Etalon (`--verbose`), written to stderr with the time.
// The text must hold no token or password: see redact() in util/url.hpp.
void log_debug(std::string_view message);
void log_info(std::string_view message);

// The only state is the level; cli sets it once, before any thread starts.
void set_log_level(LogLevel level);

} // namespace etalon
