#pragma once

#include <etalon/config/config.hpp>

#include <string>

namespace CLI { // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace etalon {

// Options of all commands that resolve.
struct SolveWords {
  std::string channel_priority;
  std::string exclude_newer;
  std::string timeout;

  // Puts them over what is configured. Throws Error{usage} for a date or a time that is none.
  void apply(Config& config) const;
};

void add_solve_options(CLI::App& command, SolveWords& words);

} // namespace etalon
