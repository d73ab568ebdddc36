#pragma once

#include <etalon/prefix/transaction.hpp>

#include <string>
#include <string_view>

namespace etalon {

// The script at bin/COMMAND: calls the function and exits with what it returns, run by the
// interpreter at the absolute path `python`.
std::string render_entry_point(const EntryPoint& entry_point, std::string_view python);

} // namespace etalon
