#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace etalon {

struct ConfigFile {
  std::filesystem::path path;
  bool exists = false;
};

// Where configuration files are looked for, weakest first: conda's search path (/etc/conda,
// /var/lib/conda, $CONDA_ROOT, $XDG_CONFIG_HOME/conda, ~/.config/conda, ~/.conda, ~/.condarc,
// $CONDA_PREFIX, $CONDARC), then $XDG_CONFIG_HOME/etalon/config.yml (~/.config/etalon/config.yml).
// A place that is a folder stands for its *.yml and *.yaml files by name. A place of a variable
// that is not set is left out; one that comes twice counts where it comes first, as in conda.
// CONDA_ROOT, which conda sets for itself alone, is else that of CONDA_EXE.
std::vector<ConfigFile> find_config_files(const std::map<std::string, std::string>& environment);

} // namespace etalon
