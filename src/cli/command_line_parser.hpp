#pragma once

#include "invocation.hpp"

namespace etalon {

enum class Parsed {
  command, // Invocation::command is to be run
  shown,   // help or version was asked for and printed
};

// Fills Invocation::options and Invocation::command. Throws Error{usage} with a hint for what
// cannot be understood.
Parsed parse_command_line(Invocation& invocation);

} // namespace etalon
