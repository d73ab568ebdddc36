#pragma once

#include <etalon/model/package_record.hpp>

#include <string>

namespace etalon {

// What the machine offers to the solver: `__glibc`, `__cuda` (CEP 30).
struct VirtualPackage {
  std::string name;
  std::string version; // "0" where the package has none
  std::string build;   // "0", or the microarchitecture of __archspec
  std::string origin;  // how it was found: "confstr", "libcuda", "CONDA_OVERRIDE_CUDA"

  [[nodiscard]] PackageRecord to_record() const;
  [[nodiscard]] std::string to_string() const; // "__glibc=2.36=0"
};

} // namespace etalon
