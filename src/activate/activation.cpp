#include "environment_variables.hpp"
#include "script_run.hpp"
#include "sorted_files.hpp"

#include <etalon/activate/activation.hpp>
#include <etalon/util/strings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace etalon {
namespace {

using std::filesystem::path;

std::string get_or_empty(const EnvironmentBlock& block, const std::string& name) {
  const auto found = block.find(name);
  return found == block.end() ? "" : found->second;
}

path without_last_slash(const path& prefix) {
  const path normal = prefix.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

// The environment that is active in the caller.
struct ActiveEnvironment {
  int level = 0; // CONDA_SHLVL; 0 where none is active
  std::string prefix;

  explicit ActiveEnvironment(const EnvironmentBlock& caller)
      : prefix(get_or_empty(caller, "CONDA_PREFIX")) {
    const std::string text = get_or_empty(caller, "CONDA_SHLVL");
    std::from_chars(text.data(), text.data() + text.size(), level);
    if (level < 1 || prefix.empty()) {
      level = 0;
      prefix.clear();
    }
  }
};

std::string
make_path(const std::string& before, const std::string& old_prefix, const std::string& prefix) {
  const std::string own = prefix + "/bin";
  std::vector<std::string> directories{own};
  for (const std::string_view directory : split(before, ':')) {
    const bool is_old =
        directory == own || (!old_prefix.empty() && directory == old_prefix + "/bin");
    if (!is_old) {
      directories.emplace_back(directory);
    }
  }
  return join(directories, ":");
}

void set_own_variables(const std::string& prefix,
                       const ActivationOptions& options,
                       const ActiveEnvironment& active,
                       EnvironmentBlock& block) {
  const auto found = block.find("PATH");
  const std::string before = found == block.end() ? "/usr/bin:/bin" : found->second;
  block["PATH"] = make_path(before, active.prefix, prefix);
  const bool is_again = active.prefix == prefix;
  if (active.level > 0 && !is_again) {
    block[fmt::format("CONDA_PREFIX_{}", active.level)] = active.prefix;
  }
  block["CONDA_PREFIX"] = prefix;
  block["CONDA_SHLVL"] = std::to_string(is_again ? active.level : active.level + 1);
  block["CONDA_DEFAULT_ENV"] = options.display_name;
  block["CONDA_PROMPT_MODIFIER"] = fmt::format("({}) ", options.display_name);
}

// What is lost by them is kept under the names that conda's deactivate looks for.
void set_environment_variables(const EnvironmentVariables& variables,
                               const ActiveEnvironment& active,
                               EnvironmentBlock& block) {
  const auto keep = [&block, &active](const std::string& name) {
    const auto found = block.find(name);
    if (found != block.end()) {
      block[fmt::format("__CONDA_SHLVL_{}_{}", active.level, name)] = found->second;
    }
  };
  for (const std::string& name : variables.unset) {
    keep(name);
    block.erase(name);
  }
  for (const auto& [name, value] : variables.set) {
    keep(name);
    block[name] = value;
  }
}

} // namespace

Activation Activation::of(const path& prefix, const ActivationOptions& options) {
  const path normal = without_last_slash(prefix);
  const ActiveEnvironment active(options.caller);
  Activation activation;
  activation.environment = options.caller;
  if (active.level > 0) {
    std::vector<path> scripts =
        sorted_files(path(active.prefix) / "etc" / "conda" / "deactivate.d", ".sh");
    std::reverse(scripts.begin(), scripts.end());
    run_scripts(scripts, options, activation);
  }
  EnvironmentVariables variables = load_environment_variables(normal);
  activation.warnings.insert(
      activation.warnings.end(), variables.warnings.begin(), variables.warnings.end());
  set_own_variables(normal.native(), options, active, activation.environment);
  set_environment_variables(variables, active, activation.environment);
  run_scripts(sorted_files(normal / "etc" / "conda" / "activate.d", ".sh"), options, activation);
  return activation;
}

} // namespace etalon
