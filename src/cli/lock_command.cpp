#include "commands.hpp"
#include "lock_text.hpp"
#include "plan_text.hpp"
#include "solve_words.hpp"

#include <etalon/app/lock_environment.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>

#include <map>
#include <memory>

namespace etalon {

namespace {

struct LockWords {
  std::vector<std::string> files;
  std::vector<std::string> platforms;
  std::vector<std::string> channels;
  std::vector<std::string> update;
  std::vector<std::string> explain;
  std::string output;
  LockOutput format = LockOutput::conda_lock;
  bool has_format = false;
  bool override_channels = false;
  bool check = false;
  SolveWords solve;
  bool no_pin = false;
  bool dry_run = false;

  [[nodiscard]] LockOptions options() const {
    LockOptions options;
    options.request.files.assign(files.begin(), files.end());
    options.request.channels = channels;
    options.request.channel_source =
        override_channels ? ChannelSource::command_line_only : ChannelSource::command_line_first;
    options.platforms = platforms;
    options.update = update;
    options.explain = explain;
    if (!output.empty()) {
      options.file = output;
    }
    if (has_format) {
      options.output = format;
    }
    return options;
  }
};

ExitStatus check(const LockWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto answer = [&] {
    ProgressDisplay display(printer, invocation.options.progress);
    return check_lock(
        words.options(),
        config.offline.value ? ChannelCheck::skip : ChannelCheck::ask,
        config,
        invocation.environment,
        {invocation.files, invocation.cold_path, display.listener(), invocation.token});
  }();
  if (printer.is_json()) {
    printer.result(render_lock_check_json(answer));
  } else if (answer.holds()) {
    printer.result(render_lock_check(answer, ColorUse::plain));
  } else {
    printer.failure(render_lock_check(answer, printer.errors().color));
  }
  if (answer.holds()) {
    return ExitStatus::success;
  }
  return answer.reasons.empty() ? ExitStatus::undecided : ExitStatus::no;
}

ExitStatus lock(const LockWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  auto config = invocation.config();
  words.solve.apply(config);
  if (words.no_pin) {
    config.pinned_packages = {};
  }
  const auto answer = [&] {
    ProgressDisplay display(printer, invocation.options.progress);
    return plan_lock(
        words.options(),
        config,
        invocation.environment,
        {invocation.files, invocation.cold_path, display.listener(), invocation.token});
  }();
  if (const auto* refusal = std::get_if<UnsolvableRequest>(&answer)) {
    if (printer.is_json()) {
      printer.result(render_unsolvable_json(*refusal));
    } else {
      printer.failure(render_unsolvable(*refusal, PlatformMention::of_any, printer.errors().color));
    }
    return ExitStatus::no;
  }
  const auto& result = std::get<LockResult>(answer);
  for (const auto& warning : result.warnings) {
    printer.warning(warning);
  }
  for (const auto& channel : result.local_channels) {
    printer.note("not portable: `" + channel + "` is a channel of this machine\n");
  }
  const auto step = words.dry_run ? LockStep::shown : LockStep::written;
  if (!words.dry_run) {
    write_locks(invocation.files, result);
  }
  printer.result(printer.is_json() ? render_lock_result_json(result, step)
                                   : render_lock_result(result, step));
  return ExitStatus::success;
}

void add_lock_options(CLI::App& command, LockWords& words) {
  command.add_option("-f,--file", words.files, "The environment.yml; again for more")
      ->option_text("FILE")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--platform,--subdir",
                  words.platforms,
                  "Lock for this platform; again for more (default: the manifest's, else this one)")
      ->option_text("SUBDIR")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("-o,--output,--lockfile",
                  words.output,
                  "The lock file (default: conda-lock.yml, pixi.lock, conda-SUBDIR.lock)")
      ->option_text("FILE");
  command.add_option("--format", words.format, "conda-lock (default), pixi or explicit")
      ->option_text("FORM")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, LockOutput>{{"conda-lock", LockOutput::conda_lock},
                                            {"pixi", LockOutput::pixi},
                                            {"explicit", LockOutput::explicit_list}}));
  command.add_option("-c,--channel", words.channels, "A channel, before those of the manifest")
      ->option_text("CHANNEL")
      ->take_all()
      ->allow_extra_args(false);
  command.add_flag("--override-channels", words.override_channels, "Take packages from -c only");
}

} // namespace

void add_lock_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "lock", "Resolve a manifest for some platforms and write a lock file, making nothing");
  const auto words = std::make_shared<LockWords>();
  add_lock_options(*command, *words);
  auto* update = command
                     ->add_option("--update",
                                  words->update,
                                  "Move this package to its newest, and as little else as possible")
                     ->option_text("NAME")
                     ->take_all()
                     ->allow_extra_args(false);
  auto* check_flag = command
                         ->add_flag("--check",
                                    words->check,
                                    "Say whether the lock still holds, and why not; with --offline "
                                    "without asking the channels")
                         ->excludes(update);
  command
      ->add_option("--explain",
                   words->explain,
                   "Tell, for each platform, why a package is in that version and build and not in "
                   "a newer one; again for more")
      ->option_text("NAME")
      ->take_all()
      ->allow_extra_args(false)
      ->excludes(check_flag);
  add_solve_options(*command, words->solve);
  command->add_flag("--no-pin", words->no_pin, "Without `pinned_packages` of the configuration");
  command->add_flag("-d,--dry-run", words->dry_run, "Show what would be locked")
      ->excludes(check_flag);
  command->footer(
      "\nThe manifests of a lock file that is there are its sources, so later runs need no -f:\n"
      "  etalon lock -f environment.yml --platform linux-64 --platform linux-aarch64\n"
      "  etalon lock --update numpy\n"
      "  etalon lock --dry-run --explain numpy\n"
      "  etalon lock --check          exit status 0 it holds, 1 it does not, 3 not to be told");
  command->callback([words, command, &invocation] {
    words->has_format = command->count("--format") > 0;
    invocation.command = [words, &invocation] {
      return words->check ? check(*words, invocation) : lock(*words, invocation);
    };
  });
}

} // namespace etalon
