#pragma once

#include <etalon/model/environment_block.hpp>
#include <etalon/util/subprocess.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// An entry of a `pip:` section: a line of a requirements file, an option of one among them.
struct PipLine {
  std::string text;             // may itself be several lines
  std::filesystem::path folder; // absolute; what relative paths in it are relative to
};

struct PipRequest {
  std::vector<PipLine> lines; // at least one
  std::string python;         // the interpreter of the prefix, absolute
  std::string pip_version;    // of the pip beside it
  // Of a process in the activated environment, with the index settings of the caller.
  EnvironmentBlock environment;
};

// A call of pip, decided; pure data.
struct PipPlan {
  Command command;
  std::filesystem::path requirements_file;
  std::string requirements;          // its content: may hold credentials
  std::filesystem::path report_file; // empty where this pip writes none (before 22.2)
  std::vector<std::string> secrets;  // what must not be shown of pip's output
};

// `scratch` is where the two files go. No person's settings count but those of indexes
// (PIP_CONFIG_FILE=/dev/null, PYTHONNOUSERSITE), nothing is asked, and a conda package that
// satisfies a line stays: unlike conda, which has pip upgrade it.
PipPlan plan_pip(const PipRequest& request, const std::filesystem::path& scratch);

// The variables of `caller` that an isolated pip may see: none for Python or pip, but the caller's
// index settings; see load_pip_index_settings().
EnvironmentBlock isolated_from_user(EnvironmentBlock caller);

// The lines as pip shall read them, wherever that file lies: relative paths behind -r, -c, -e, -f
// and of a requirement itself are absolute.
std::vector<std::string> absolute_pip_lines(const std::vector<PipLine>& lines);

// Whether a line says where packages are found, so that all that are installed depend on it:
// --index-url, --extra-index-url, --find-links, --no-index, --trusted-host, --pre.
bool is_pip_index_option(std::string_view line);

} // namespace etalon
