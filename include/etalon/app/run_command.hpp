#pragma once

#include <etalon/config/config.hpp>
#include <etalon/util/cancellation.hpp>
#include <etalon/util/subprocess.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

// A command that is ready to be started in an environment.
struct PreparedCommand {
  Command command;
  std::vector<std::string> warnings; // of the activation
  std::string script_output;         // what activation scripts printed
};

// The conda activation environment of `prefix` around `arguments` (at least one). Throws as
// Activation::of().
PreparedCommand prepare_command(const std::filesystem::path& prefix,
                                const std::vector<std::string>& arguments,
                                const Config& config,
                                const std::map<std::string, std::string>& environment,
                                const CancellationToken& token);

} // namespace etalon
