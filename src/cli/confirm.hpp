#pragma once

#include "printer.hpp"

#include <string>

namespace etalon {

enum class Consent { given, asked };

// Whether to go on. Asks "QUESTION [Y/n] " where a person sits at the terminal and `consent` was
// not given on the command line; without a terminal the answer is yes. End of input is a no.
bool confirm(const Printer& printer, const std::string& question, Consent consent);

// Whether stdin and stderr are a person's terminal.
bool can_ask(const Printer& printer);

} // namespace etalon
