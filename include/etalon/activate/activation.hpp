#pragma once

#include <etalon/model/environment_block.hpp>
#include <etalon/util/cancellation.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace etalon {

struct ActivationOptions {
  std::string display_name; // CONDA_DEFAULT_ENV: the environment's name, else its path
  EnvironmentBlock caller;  // what to start from
  std::chrono::milliseconds script_timeout = std::chrono::seconds(60); // for all scripts together
  CancellationToken token;
};

// The variables of a process that runs in an environment, by conda's rules (conda/activate.py):
// PATH with PREFIX/bin first, CONDA_PREFIX, CONDA_SHLVL, CONDA_DEFAULT_ENV, CONDA_PROMPT_MODIFIER;
// variables of etc/conda/env_vars.d/*.json in order of names, then those of conda-meta/state, where
// "***unset***" removes one and PATH is reserved; then etc/conda/activate.d/*.sh in order of names.
// An environment that is active in `caller` is deactivated for it as `conda activate` does: its
// deactivate.d scripts run first (in reverse order), its directory leaves PATH, and it is kept as
// CONDA_PREFIX_n. Unlike conda, PREFIX/bin always comes first, also where the old environment stood
// further back in PATH.
struct Activation {
  EnvironmentBlock environment;
  std::vector<std::string>
      warnings;              // one sentence each: scripts that failed, names that are reserved
  std::string script_output; // what scripts printed, for stderr

  // Scripts are sourced in one shell, bash where there is one; without scripts no process is
  // started. A script that fails is a warning. Error{corrupt} for variables that cannot be read,
  // Error{io} for scripts that do not end in time.
  static Activation of(const std::filesystem::path& prefix, const ActivationOptions& options);
};

} // namespace etalon
