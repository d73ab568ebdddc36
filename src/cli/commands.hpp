#pragma once

#include "invocation.hpp"

#include <etalon/app/change_environment.hpp>

namespace CLI { // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace etalon {

// Each adds its commands to `parent`; the one that is typed becomes Invocation::command. Options
// are kept in storage that the commands share with their callbacks.
void add_create_command(CLI::App& parent, Invocation& invocation);
void add_environment_commands(CLI::App& parent, Invocation& invocation); // env ...
void add_export_command(CLI::App& parent, Invocation& invocation);
void add_lock_command(CLI::App& parent, Invocation& invocation);
void add_list_command(CLI::App& parent, Invocation& invocation);
void add_manifest_commands(CLI::App& parent, Invocation& invocation); // manifest ...
void add_search_command(CLI::App& parent, Invocation& invocation);
void add_info_command(CLI::App& parent, Invocation& invocation);
void add_environment_info_command(CLI::App& parent, Invocation& invocation); // env info
void add_difference_command(CLI::App& parent, Invocation& invocation);       // diff
void add_why_command(CLI::App& parent, Invocation& invocation);
void add_tree_command(CLI::App& parent, Invocation& invocation);
void add_remove_command(CLI::App& parent, Invocation& invocation);             // env remove
void add_change_commands(CLI::App& parent, Invocation& invocation);            // install, update
void add_remove_packages_command(CLI::App& parent, Invocation& invocation);    // remove
void add_environment_update_command(CLI::App& parent, Invocation& invocation); // env update
void add_clone_commands(CLI::App& parent, Invocation& invocation);             // env clone, rename
void add_history_commands(CLI::App& parent, Invocation& invocation); // env history, rollback, ...
void add_verify_command(CLI::App& parent, Invocation& invocation);
void add_run_command(CLI::App& parent, Invocation& invocation);
void add_benchmark_commands(CLI::App& parent, Invocation& invocation); // bench ...
void add_package_commands(CLI::App& parent, Invocation& invocation);   // package ..., channel ...
void add_config_commands(CLI::App& parent, Invocation& invocation);    // config ...

struct RemovalConduct {
  Consent consent = Consent::asked;
  FrozenUse frozen = FrozenUse::honoured;
};

// Removes a whole environment, which has to be named.
ExitStatus remove_environment(const EnvironmentOptions& where,
                              const RemovalConduct& conduct,
                              Invocation& invocation);

// -n NAME and -p PREFIX; `verb` ends "environment to ...".
void add_environment_options(CLI::App& command,
                             EnvironmentOptions& options,
                             const std::string& verb);

} // namespace etalon
