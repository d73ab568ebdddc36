#pragma once

#include <etalon/config/config.hpp>
#include <etalon/model/exclude_newer.hpp>

#include <optional>
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

  // Throws Error{usage} where the date cannot be read. Lengths count back from now.
  [[nodiscard]] std::optional<ExcludeNewer> exclusion() const;

  // Puts the others over what is configured. Throws Error{usage} for a time that is none.
  void apply(Config& config) const;
};

void add_solve_options(CLI::App& command, SolveWords& words);

} // namespace etalon
