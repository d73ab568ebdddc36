#pragma once

#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/extracted_package.hpp>

#include <string>

namespace etalon::test {

// The host's interpreter stands in for a python package: a symbolic link named like the version
// that it has. Empty where there is none.
inline std::string host_python_version() {
  Command command;
  command.arguments = {
      "python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2], end='')"};
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  if (!find_program("python3", "/usr/bin:/bin")) {
    WARN("skipped: there is no python3");
    return "";
  }
  return run_captured(command, {}).standard_output;
}

inline PackageToLink host_python(const ScratchDirectory& scratch, const std::string& version) {
  ExtractedPackage package(scratch, "python", version + ".0");
  package.symlink("bin/python" + version,
                  find_program("python" + version, "/usr/bin:/bin").value().native());
  return package.build();
}

} // namespace etalon::test
