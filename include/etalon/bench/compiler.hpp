#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// A C++ compiler: the words to start it with (a launcher may come first) and the first line of its
// --version.
struct Compiler {
  std::vector<std::string> command;
  std::string version;
};

// $CXX of `environment`, else the prefix's own (bin/*-c++, bin/*-g++, bin/g++, bin/clang++), else
// c++, g++ or clang++ in its PATH. Throws Error{not_found} with what to install, Error{io} where
// the compiler does not answer.
Compiler find_compiler(const std::filesystem::path& prefix,
                       const std::map<std::string, std::string>& environment);

// Up to `count` lines of a compiler's or linker's output that say what is wrong; its last lines
// where none looks like an error.
std::vector<std::string> first_errors(std::string_view output, std::size_t count = 5);

} // namespace etalon
