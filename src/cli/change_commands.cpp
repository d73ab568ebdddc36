#include "commands.hpp"
#include "plan_text.hpp"
#include "run_change.hpp"
#include "solve_words.hpp"

#include <etalon/app/change_environment.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace etalon {

namespace {

// What was typed after install, update, remove or env update; each has some of it.
struct ChangeWords {
  std::vector<std::string> files;
  std::vector<std::string> specs;
  EnvironmentOptions where;
  std::vector<std::string> channels;
  bool override_channels = false;
  bool strict_priority = false;
  SolveWords solve;
  bool no_deps = false;
  bool only_deps = false;
  bool freeze_installed = false;
  bool update_deps = false;
  bool force_reinstall = false;
  bool no_pin = false;
  bool override_frozen = false;
  bool prune = false;
  bool all = false;
  bool dry_run = false;
  bool yes = false;

  [[nodiscard]] Conduct conduct() const {
    return {dry_run ? Execution::dry_run : Execution::real, yes ? Consent::given : Consent::asked};
  }

  [[nodiscard]] EnvironmentUse use() const {
    return dry_run ? EnvironmentUse::read : EnvironmentUse::change;
  }

  [[nodiscard]] Config config(const Invocation& invocation) const {
    auto config = invocation.config();
    solve.apply(config);
    if (strict_priority) {
      config.channel_priority = {
          ChannelPriority::strict, ConfigSource::command_line, "--strict-channel-priority", {}};
    }
    return config;
  }

  [[nodiscard]] RequestOptions request_options(const Invocation& invocation) const {
    RequestOptions options;
    options.files.assign(files.begin(), files.end());
    options.name = where.wanted_name();
    options.prefix = where.wanted_prefix();
    options.channels = channels;
    options.channel_source =
        override_channels ? ChannelSource::command_line_only : ChannelSource::command_line_first;
    options.environment = invocation.environment;
    options.wanted = no_deps     ? WantedPackages::requested_only
                     : only_deps ? WantedPackages::dependencies_only
                                 : WantedPackages::all;
    return options;
  }

  [[nodiscard]] OtherPackages others() const {
    return freeze_installed ? OtherPackages::frozen
           : update_deps    ? OtherPackages::dependencies_move
                            : OtherPackages::stay_if_possible;
  }

  // All but the request itself.
  [[nodiscard]] EnvironmentChangeRequest change(ChangeAction action) const {
    EnvironmentChangeRequest request;
    request.action = action;
    request.others = others();
    request.orphans = prune ? Orphans::remove : Orphans::keep;
    request.pins = no_pin ? PinUse::ignored : PinUse::honoured;
    request.frozen = override_frozen ? FrozenUse::overridden : FrozenUse::honoured;
    return request;
  }
};

ExitStatus plan_and_run(EnvironmentChangeRequest request,
                        const ChangeWords& words,
                        const Config& config,
                        Invocation& invocation) {
  const auto printer = invocation.printer();
  auto answer = [&] {
    ProgressDisplay display(printer, invocation.options.progress);
    return plan_environment_change(
        std::move(request),
        Platform::parse(config.subdir.value),
        config,
        invocation.environment,
        {invocation.files, invocation.cold_path, display.listener(), invocation.token});
  }();
  if (const auto* refusal = std::get_if<UnsolvableRequest>(&answer)) {
    if (printer.is_json()) {
      printer.result(render_unsolvable_json(*refusal));
    } else {
      printer.failure(
          render_unsolvable(*refusal, PlatformMention::of_others, printer.errors().color));
    }
    return ExitStatus::no;
  }
  const auto& plan = std::get<ChangePlan>(answer);
  for (const auto& warning : plan.request.warnings) {
    printer.warning(warning);
  }
  return run_change(plan, config, words.conduct(), invocation);
}

// The request of an environment that is there, whose channels serve where none is named.
EnvironmentRequest request_for(const std::filesystem::path& prefix,
                               RequestOptions options,
                               const std::vector<std::string>& specs,
                               const Config& config) {
  options.name.reset();
  options.prefix = prefix;
  options.environment_channels = History::load(prefix).channels();
  options.specs = specs;
  return load_request(options, config);
}

ExitStatus install(const ChangeWords& words, Invocation& invocation) {
  if (words.specs.empty() && words.files.empty()) {
    throw Error(ErrorKind::usage,
                "what to install must be said",
                {"name packages, for example `etalon install -n NAME numpy`, or give -f FILE"});
  }
  const auto config = words.config(invocation);
  const auto prefix = words.where.find(config, words.use());
  end_interrupted_change(prefix, config, words.conduct(), invocation);
  auto request = words.change(ChangeAction::install);
  request.request = request_for(prefix, words.request_options(invocation), words.specs, config);
  if (words.force_reinstall) {
    request.reinstalled = request.request.specs;
  }
  return plan_and_run(std::move(request), words, config, invocation);
}

ExitStatus update(const ChangeWords& words, Invocation& invocation) {
  if (words.specs.empty() != words.all) {
    throw Error(ErrorKind::usage,
                words.all ? "either names or --all, not both" : "what to update must be said",
                {"name packages, or say --all: `etalon update -n NAME --all`"});
  }
  const auto config = words.config(invocation);
  const auto prefix = words.where.find(config, words.use());
  end_interrupted_change(prefix, config, words.conduct(), invocation);
  auto request = words.change(words.all ? ChangeAction::update_all : ChangeAction::update);
  request.request = request_for(prefix, words.request_options(invocation), words.specs, config);
  return plan_and_run(std::move(request), words, config, invocation);
}

ExitStatus remove_packages(const ChangeWords& words, Invocation& invocation) {
  const auto config = words.config(invocation);
  const auto prefix = words.where.find(config, words.use());
  end_interrupted_change(prefix, config, words.conduct(), invocation);
  auto request = words.change(ChangeAction::remove);
  request.request.prefix = prefix;
  request.request.name = display_name(prefix, config);
  request.request.specs = words.specs;
  request.request.wanted = words.no_deps ? WantedPackages::requested_only : WantedPackages::all;
  return plan_and_run(std::move(request), words, config, invocation);
}

std::filesystem::path
manifest_environment(const ChangeWords& words, const Config& config, const Invocation& invocation) {
  const auto prefix = requested_prefix(words.request_options(invocation), config);
  if (!is_environment(prefix)) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no environment `{}`", display_name(prefix, config)),
                {fmt::format("make it: `etalon env create -f {}`", words.files.front())});
  }
  return find_environment(std::nullopt, prefix, config, words.use());
}

ExitStatus update_from_manifest(const ChangeWords& words, Invocation& invocation) {
  const auto config = words.config(invocation);
  const auto prefix = manifest_environment(words, config, invocation);
  end_interrupted_change(prefix, config, words.conduct(), invocation);
  auto request = words.change(ChangeAction::install);
  request.request = request_for(prefix, words.request_options(invocation), {}, config);
  request.earlier = words.prune ? EarlierRequests::end : EarlierRequests::hold;
  return plan_and_run(std::move(request), words, config, invocation);
}

void add_conduct_options(CLI::App& command, ChangeWords& words) {
  command.add_flag("--override-frozen",
                   words.override_frozen,
                   "Change it although `conda-meta/frozen` says that it is not to be");
  command.add_flag("-d,--dry-run", words.dry_run, "Show what would be done");
  command.add_flag("-y,--yes", words.yes, "Do not ask");
}

void add_channel_options(CLI::App& command, ChangeWords& words) {
  command
      .add_option("-c,--channel",
                  words.channels,
                  "A channel, before those that the environment was made from; again for more")
      ->option_text("CHANNEL")
      ->take_all()
      ->allow_extra_args(false);
  command.add_flag("--override-channels", words.override_channels, "Take packages from -c only");
  command.add_flag(
      "--strict-channel-priority", words.strict_priority, "The same as --channel-priority strict");
  add_solve_options(command, words.solve);
  command.add_flag("--no-pin",
                   words.no_pin,
                   "Without `pinned_packages` of the configuration and `conda-meta/pinned`");
}

void add_others_options(CLI::App& command, ChangeWords& words) {
  auto* freeze = command.add_flag("--freeze-installed,--no-update-deps",
                                  words.freeze_installed,
                                  "Change no installed package but those that are named");
  command.add_flag("--update-deps", words.update_deps, "Update what the named packages need, too")
      ->excludes(freeze);
}

void run_later(CLI::App& command,
               const std::shared_ptr<ChangeWords>& words,
               Invocation& invocation,
               ExitStatus (*action)(const ChangeWords&, Invocation&)) {
  command.callback([words, &invocation, action] {
    invocation.command = [words, &invocation, action] { return action(*words, invocation); };
  });
}

void add_file_option(CLI::App& command, ChangeWords& words, const std::string& help) {
  command.add_option("-f,--file", words.files, help)
      ->option_text("FILE")
      ->take_all()
      ->allow_extra_args(false);
}

void add_install_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "install", "Install packages into an environment, changing as little else as possible");
  const auto words = std::make_shared<ChangeWords>();
  command->add_option("specs", words->specs, "Packages, for example `'numpy>=1.24' scipy`")
      ->option_text("[SPEC ...]");
  add_file_option(*command,
                  *words,
                  "A manifest or list of specs, an @EXPLICIT list or a lock file, whose packages "
                  "are installed beside those that are there");
  add_environment_options(*command, words->where, "change (default: the active one)");
  add_channel_options(*command, *words);
  auto* no_deps =
      command->add_flag("--no-deps", words->no_deps, "Only the named packages: may be broken");
  command->add_flag("--only-deps", words->only_deps, "What the named packages need, without them")
      ->excludes(no_deps);
  add_others_options(*command, *words);
  command->add_flag("--force-reinstall",
                    words->force_reinstall,
                    "Link the named packages again where they are there already");
  add_conduct_options(*command, *words);
  command->footer("\nExamples:\n"
                  "  etalon install -n demo numpy 'scipy>=1.10'\n"
                  "  etalon install -n demo --dry-run pytorch      what would change, and why\n"
                  "  etalon env rollback -n demo                   back to what it was before");
  run_later(*command, words, invocation, install);
}

void add_update_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "update", "Update packages to the best there is; what was requested before still holds");
  const auto words = std::make_shared<ChangeWords>();
  command->add_option("specs", words->specs, "Names of installed packages")
      ->option_text("[NAME ...]");
  command->add_flag("--all", words->all, "All packages");
  add_environment_options(*command, words->where, "change (default: the active one)");
  add_channel_options(*command, *words);
  add_others_options(*command, *words);
  add_conduct_options(*command, *words);
  command->footer("\nExamples:\n"
                  "  etalon update -n demo numpy\n"
                  "  etalon update -n demo --all --dry-run");
  run_later(*command, words, invocation, update);
}

} // namespace

void add_change_commands(CLI::App& parent, Invocation& invocation) {
  add_install_command(parent, invocation);
  add_update_command(parent, invocation);
}

void add_remove_packages_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "remove", "Remove packages and what needs them; with --all the whole environment");
  const auto words = std::make_shared<ChangeWords>();
  command->add_option("names", words->specs, "Names of installed packages")
      ->option_text("[NAME ...]");
  command->add_flag("--all", words->all, "The environment and everything in it");
  add_environment_options(*command, words->where, "change (default: the active one)");
  command->add_flag(
      "--prune", words->prune, "Remove as well what only the removed packages needed");
  command->add_flag("--no-deps,--force",
                    words->no_deps,
                    "Leave what needs the removed packages: it may be broken then");
  add_conduct_options(*command, *words);
  command->footer("\nExamples:\n"
                  "  etalon remove -n demo scipy --prune\n"
                  "  etalon remove -n demo --all");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] {
      if (words->specs.empty() != words->all) {
        throw Error(ErrorKind::usage,
                    words->all ? "either names or --all, not both" : "what to remove must be said",
                    {"name packages, or say --all for the whole environment"});
      }
      return words->all ? remove_environment(words->where,
                                             {words->yes ? Consent::given : Consent::asked,
                                              words->override_frozen ? FrozenUse::overridden
                                                                     : FrozenUse::honoured},
                                             invocation)
                        : remove_packages(*words, invocation);
    };
  });
}

void add_environment_update_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "update", "Change an environment to what a manifest asks for, as little as possible");
  const auto words = std::make_shared<ChangeWords>();
  add_file_option(
      *command,
      *words,
      "The manifest, again for more, which are merged; an @EXPLICIT list or a lock file");
  command->get_option("--file")->required();
  add_environment_options(*command, words->where, "change (default: the manifest's)");
  command->add_flag(
      "--prune", words->prune, "Remove what the manifest does not ask for and nothing needs");
  add_channel_options(*command, *words);
  add_others_options(*command, *words);
  add_conduct_options(*command, *words);
  command->footer("\nExamples:\n"
                  "  etalon env update -f environment.yml --dry-run\n"
                  "  etalon env update -f environment.yml --prune");
  run_later(*command, words, invocation, update_from_manifest);
}

} // namespace etalon
