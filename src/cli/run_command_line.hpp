#pragma once

#include "invocation.hpp"

#include <functional>
#include <memory>

namespace etalon {

// What is known of a call before its words are parsed.
struct ProgramStart {
  std::vector<std::string> arguments; // argv
  std::map<std::string, std::string> environment;
  InstallLayout layout;
  std::function<Config()> load_config; // as the words say; not before they are parsed
};

// The ColdPath of a program: that of `etalon` hands over, that of `etalon-full` works.
using MakeColdPath = std::function<std::unique_ptr<ColdPath>(const ProgramStart&)>;

// The whole program: parses the words, runs the command, turns errors into text and an exit status.
int run_command_line(int argc, char** argv, const MakeColdPath& make_cold_path);

} // namespace etalon
