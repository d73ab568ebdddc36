#include "commands.hpp"
#include "run_creation.hpp"

#include <etalon/app/clone_environment.hpp>
#include <etalon/prefix/remove_prefix.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace etalon {

namespace {

struct CloneWords {
  EnvironmentOptions where;
  std::string target;
  bool dry_run = false;
  bool yes = false;
};

enum class Original { kept, removed };

ExitStatus clone(const CloneWords& words, Original original, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto source = words.where.find(config);
  if (original == Original::removed) {
    refuse_frozen(source, config, FrozenUse::honoured);
  }
  const auto plan = plan_clone(source,
                               new_prefix(words.target, config),
                               Platform::parse(config.subdir.value),
                               config,
                               {invocation.files, invocation.cold_path, {}, invocation.token});
  const Conduct conduct{words.dry_run ? Execution::dry_run : Execution::real,
                        words.yes ? Consent::given : Consent::asked};
  for (const auto& warning : plan.request.warnings) {
    printer.warning(warning);
  }
  run_creation(plan, config, conduct, invocation);
  if (original == Original::kept || words.dry_run) {
    return ExitStatus::success;
  }
  RemovePrefixOptions options;
  options.lock_file = prefix_lock_file(source, config);
  remove_prefix(invocation.files, source, options);
  printer.note(fmt::format("removed `{}`\n", display_name(source, config)));
  return ExitStatus::success;
}

void add_clone_like(CLI::App& command,
                    const std::string& verb,
                    Original original,
                    Invocation& invocation) {
  const auto words = std::make_shared<CloneWords>();
  command.add_option("target", words->target, "The name of the new one, or a path with a `/`")
      ->option_text("NEW")
      ->required();
  add_environment_options(command, words->where, verb + " (default: the active one)");
  command.add_flag("-d,--dry-run", words->dry_run, "Show what would be done");
  command.add_flag("-y,--yes", words->yes, "Do not ask");
  command.callback([words, original, &invocation] {
    invocation.command = [words, original, &invocation] {
      return clone(*words, original, invocation);
    };
  });
}

} // namespace

void add_clone_commands(CLI::App& parent, Invocation& invocation) {
  auto* copy = parent.add_subcommand("clone", "Make an environment of the same packages");
  add_clone_like(*copy, "clone", Original::kept, invocation);
  auto* rename = parent.add_subcommand(
      "rename", "Give an environment another name: it is made anew, then the old one is removed");
  add_clone_like(*rename, "rename", Original::removed, invocation);
}

} // namespace etalon
