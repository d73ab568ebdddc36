#pragma once

#include <etalon/prefix/prefix_data.hpp>

#include <optional>
#include <string>

namespace etalon {

// The interpreter of an environment.
struct PythonFacts {
  std::string version;       // "3.11"
  std::string executable;    // "bin/python3.11", relative to the prefix
  std::string site_packages; // "lib/python3.11/site-packages", relative to the prefix (CEP 17)
};

// Of the installed package `python`; nullopt where there is none, or none that could be used.
std::optional<PythonFacts> find_installed_python(const PrefixData& data);

} // namespace etalon
