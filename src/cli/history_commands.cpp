#include "commands.hpp"
#include "package_list_text.hpp"
#include "run_change.hpp"

#include <etalon/app/change_environment.hpp>
#include <etalon/app/environment_revisions.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace etalon {

namespace {

struct RollbackWords {
  EnvironmentOptions where;
  std::string revision;
  bool override_frozen = false;
  bool dry_run = false;
  bool yes = false;
};

ExitStatus show_history(const EnvironmentOptions& where, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto prefix = where.find(invocation.config());
  const auto revisions = list_revisions(History::load(prefix));
  if (printer.is_json()) {
    printer.result(render_revisions_json(prefix, revisions));
    return ExitStatus::success;
  }
  printer.result(render_revisions(revisions));
  std::string kept;
  for (const auto& revision : revisions) {
    if (std::filesystem::exists(generation_file(prefix, revision.number))) {
      kept += fmt::format(" {}", revision.number);
    }
  }
  printer.note(kept.empty() ? "no revision can be gone back to\n"
                            : fmt::format("etalon env rollback can go back to:{}\n", kept));
  return ExitStatus::success;
}

// Without a number the one before the last.
std::size_t wanted_revision(const std::string& text, const std::filesystem::path& prefix) {
  const auto count = History::load(prefix).revisions.size();
  if (text.empty()) {
    if (count < 2) {
      throw Error(ErrorKind::not_found,
                  "there is nothing to go back to: the environment was never changed");
    }
    return count - 2;
  }
  constexpr std::size_t most_digits = 9;
  if (text.size() > most_digits || text.find_first_not_of("0123456789") != std::string::npos) {
    throw Error(ErrorKind::usage,
                fmt::format("`{}` is no number of a revision", text),
                {"`etalon env history` shows them"});
  }
  return static_cast<std::size_t>(std::stoul(text));
}

ExitStatus roll_back(const RollbackWords& words, Invocation& invocation) {
  const auto config = invocation.config();
  const Conduct conduct{words.dry_run ? Execution::dry_run : Execution::real,
                        words.yes ? Consent::given : Consent::asked};
  const auto prefix =
      words.where.find(config, words.dry_run ? EnvironmentUse::read : EnvironmentUse::change);
  end_interrupted_change(prefix, config, conduct, invocation);
  const auto plan =
      plan_rollback(prefix,
                    wanted_revision(words.revision, prefix),
                    words.override_frozen ? FrozenUse::overridden : FrozenUse::honoured,
                    config,
                    {invocation.files, invocation.cold_path, {}, invocation.token});
  return run_change(plan, config, conduct, invocation);
}

const char* word_of(Recovery recovery) {
  switch (recovery) {
  case Recovery::nothing:
    return "nothing";
  case Recovery::undone:
    return "taken back";
  case Recovery::completed:
    break;
  }
  return "brought to its end";
}

ExitStatus recover(const EnvironmentOptions& where, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto prefix = where.find(config, EnvironmentUse::change);
  const auto recovery = recover_environment(prefix, config, invocation.files, invocation.token);
  if (printer.is_json()) {
    printer.result(nlohmann::ordered_json{{"version", 1},
                                          {"success", true},
                                          {"prefix", prefix.string()},
                                          {"recovery", word_of(recovery)}}
                       .dump(2) +
                   "\n");
  } else if (recovery == Recovery::nothing) {
    printer.result(fmt::format("nothing to do: no change of `{}` was interrupted\n",
                               display_name(prefix, config)));
  } else {
    printer.result(fmt::format(
        "an interrupted change of `{}` was {}\n", display_name(prefix, config), word_of(recovery)));
  }
  return ExitStatus::success;
}

} // namespace

void add_history_commands(CLI::App& parent, Invocation& invocation) {
  auto* history = parent.add_subcommand("history", "What each change of an environment did");
  const auto where = std::make_shared<EnvironmentOptions>();
  add_environment_options(*history, *where, "look at (default: the active one)");
  history->callback([where, &invocation] {
    invocation.command = [where, &invocation] { return show_history(*where, invocation); };
  });

  auto* rollback = parent.add_subcommand(
      "rollback", "Make an environment what it was in an earlier revision of its history");
  const auto words = std::make_shared<RollbackWords>();
  rollback->add_option("revision", words->revision, "Its number (default: the one before the last)")
      ->option_text("[REVISION]");
  add_environment_options(*rollback, words->where, "change (default: the active one)");
  rollback->add_flag("--override-frozen",
                     words->override_frozen,
                     "Change it although `conda-meta/frozen` says that it is not to be");
  rollback->add_flag("-d,--dry-run", words->dry_run, "Show what would be done");
  rollback->add_flag("-y,--yes", words->yes, "Do not ask");
  rollback->footer(
      "\nPackages that are in no cache any more are fetched from where they came from. "
      "What pip installed is no part of a revision.");
  rollback->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return roll_back(*words, invocation); };
  });

  auto* recovery = parent.add_subcommand(
      "recover", "End a change that was interrupted: take it back, or bring it to its end");
  const auto broken = std::make_shared<EnvironmentOptions>();
  add_environment_options(*recovery, *broken, "recover (default: the active one)");
  recovery->callback([broken, &invocation] {
    invocation.command = [broken, &invocation] { return recover(*broken, invocation); };
  });
}

} // namespace etalon
