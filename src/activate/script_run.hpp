#pragma once

#include <etalon/activate/activation.hpp>

#include <filesystem>
#include <vector>

namespace etalon {

// Sources `scripts` in order in one shell (bash, else sh) that starts with the variables of
// `activation`, and puts the variables as they are afterwards in their place. What the scripts
// print is appended to its output; what goes wrong to its warnings: a script whose last command
// fails, or one that ends the shell - then the rest are sourced in a new one. SHLVL, PWD, OLDPWD
// and `_`, which the shell itself changes, stay as they were.
void run_scripts(const std::vector<std::filesystem::path>& scripts,
                 const ActivationOptions& options,
                 Activation& activation);

} // namespace etalon
