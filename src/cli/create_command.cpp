#include "commands.hpp"
#include "lock_text.hpp"
#include "plan_text.hpp"
#include "run_creation.hpp"
#include "solve_words.hpp"
#include "timings_text.hpp"

#include <etalon/app/clone_environment.hpp>
#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/app/locked_request.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace etalon {

namespace {

struct CreateWords {
  std::vector<std::string> files;
  std::vector<std::string> specs;
  EnvironmentOptions where;
  std::vector<std::string> channels;
  bool override_channels = false;
  std::string platform;
  SolveWords solve;
  bool no_deps = false;
  bool only_deps = false;
  bool no_pin = false;
  bool locked = false;
  bool frozen = false;
  std::string lock_file;
  std::string environment; // of a pixi.lock
  std::vector<std::string> categories;
  bool no_dev = false;
  std::vector<std::string> explain; // names of packages
  std::string clone;                // an environment
  bool timings = false;
  bool dry_run = false;
  bool yes = false;

  [[nodiscard]] Conduct conduct() const {
    return {dry_run ? Execution::dry_run : Execution::real, yes ? Consent::given : Consent::asked};
  }

  [[nodiscard]] RequestOptions request() const {
    RequestOptions options;
    options.files.assign(files.begin(), files.end());
    options.specs = specs;
    options.name = where.wanted_name();
    options.prefix = where.wanted_prefix();
    options.channels = channels;
    options.channel_source =
        override_channels ? ChannelSource::command_line_only : ChannelSource::command_line_first;
    options.lock_environment = environment.empty() ? "default" : environment;
    options.lock_categories = categories;
    if (no_dev) {
      options.excluded_categories = {"dev"};
    }
    options.wanted = no_deps     ? WantedPackages::requested_only
                     : only_deps ? WantedPackages::dependencies_only
                                 : WantedPackages::all;
    return options;
  }
};

Platform wanted_platform(const CreateWords& words, const Config& config) {
  auto platform = Platform::parse(words.platform.empty() ? config.subdir.value : words.platform);
  if (!words.dry_run && platform != Platform::current()) {
    throw Error(ErrorKind::usage,
                fmt::format("an environment for {} cannot be made on {}",
                            platform.subdir(),
                            Platform::current().subdir()),
                {"add --dry-run to see what it would hold"});
  }
  return platform;
}

// On stderr, asked for: whatever --quiet says.
void show_timings(const Printer& printer,
                  const CreateWords& words,
                  const CreationTimes& times,
                  const ResolutionCounters& counters) {
  if (words.timings) {
    printer.failure(render_timings(times, counters));
  }
}

// What is to be made, or why a lock must not be used for it.
std::variant<EnvironmentRequest, LockCheck> wanted_request(const CreateWords& words,
                                                           const Platform& platform,
                                                           const Config& config,
                                                           const Invocation& invocation) {
  auto options = words.request();
  options.platform = platform;
  options.environment = invocation.environment;
  if (!words.locked && !words.frozen && words.lock_file.empty()) {
    return load_request(options, config);
  }
  const auto lock_file = words.lock_file.empty()
                             ? std::nullopt
                             : std::optional<std::filesystem::path>(words.lock_file);
  return load_locked_request(options,
                             words.frozen ? LockUse::frozen : LockUse::locked,
                             lock_file,
                             platform,
                             config,
                             invocation.environment);
}

ExitStatus show_stale(const LockCheck& check, const Printer& printer) {
  if (printer.is_json()) {
    printer.result(render_lock_check_json(check));
  } else {
    printer.failure(render_lock_check(check, printer.errors().color));
  }
  return ExitStatus::no;
}

const EnvironmentRequest& request_of(const std::variant<CreationPlan, UnsolvableRequest>& answer) {
  const auto* plan = std::get_if<CreationPlan>(&answer);
  return plan != nullptr ? plan->request : std::get<UnsolvableRequest>(answer).request;
}

// The packages of another environment, wherever it lies.
ExitStatus create_clone(const CreateWords& words, const Config& config, Invocation& invocation) {
  if (!words.specs.empty() || !words.files.empty()) {
    throw Error(ErrorKind::usage,
                "a clone has the packages of the other environment, and no others",
                {"leave out specs and files, or change it afterwards with `etalon install`"});
  }
  const auto is_path = words.clone.find('/') != std::string::npos;
  const auto source = is_path ? find_environment(std::nullopt, words.clone, config)
                              : find_environment(words.clone, std::nullopt, config);
  const auto plan = plan_clone(source,
                               requested_prefix(words.request(), config),
                               Platform::parse(config.subdir.value),
                               config,
                               {invocation.files, invocation.cold_path, {}, invocation.token});
  for (const auto& warning : plan.request.warnings) {
    invocation.printer().warning(warning);
  }
  run_creation(plan, config, words.conduct(), invocation);
  return ExitStatus::success;
}

ExitStatus create(const CreateWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  auto config = invocation.config();
  if (!words.clone.empty()) {
    return create_clone(words, config, invocation);
  }
  words.solve.apply(config);
  if (words.no_pin) {
    config.pinned_packages = {};
  }
  const auto platform = wanted_platform(words, config);
  auto request = wanted_request(words, platform, config, invocation);
  if (const auto* stale = std::get_if<LockCheck>(&request)) {
    return show_stale(*stale, printer);
  }
  auto answer = [&] {
    ProgressDisplay display(printer, invocation.options.progress);
    return plan_creation(
        std::move(std::get<EnvironmentRequest>(request)),
        platform,
        config,
        invocation.environment,
        {invocation.files, invocation.cold_path, display.listener(), invocation.token},
        {words.explain,
         words.timings || printer.is_json() ? TimingDetail::fine : TimingDetail::coarse});
  }();
  const auto* refusal = std::get_if<UnsolvableRequest>(&answer);
  for (const auto& warning : request_of(answer).warnings) {
    printer.warning(warning);
  }
  if (refusal != nullptr) {
    if (printer.is_json()) {
      printer.result(render_unsolvable_json(*refusal));
    } else {
      printer.failure(
          render_unsolvable(*refusal, PlatformMention::of_others, printer.errors().color));
    }
    show_timings(printer, words, refusal->times, refusal->counters);
    return ExitStatus::no;
  }
  const auto& plan = std::get<CreationPlan>(answer);
  const auto times = run_creation(plan, config, words.conduct(), invocation);
  show_timings(printer, words, times, plan.counters);
  return ExitStatus::success;
}

void add_lock_words(CLI::App& command, CreateWords& words) {
  auto* locked =
      command.add_flag("--locked",
                       words.locked,
                       "Do not resolve: use the lock beside the manifest, if it holds for it");
  command
      .add_flag(
          "--frozen", words.frozen, "The same without a look at the manifest: the lock as it is")
      ->excludes(locked);
  command
      .add_option("--lock-file",
                  words.lock_file,
                  "The lock, instead of conda-lock.yml or pixi.lock beside the manifest")
      ->option_text("FILE");
  command.add_option("--environment", words.environment, "Of a pixi.lock that has several")
      ->option_text("NAME");
  command
      .add_option("--category,--extras",
                  words.categories,
                  "Of a conda-lock.yml, besides `main` and `dev`; again for more")
      ->option_text("NAME")
      ->take_all()
      ->allow_extra_args(false);
  command.add_flag("--no-dev", words.no_dev, "Of a conda-lock.yml, without the category `dev`");
}

} // namespace

void add_create_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand(
      "create", "Create an environment from a manifest, an explicit list, or specs");
  const auto words = std::make_shared<CreateWords>();
  command->add_option("specs", words->specs, "Packages, for example `python=3.11 'numpy>=1.24'`")
      ->option_text("[SPEC ...]");
  command
      ->add_option("-f,--file",
                   words->files,
                   "An environment.yml or a list of specs, again for more, which are merged; an "
                   "@EXPLICIT list, a conda-lock.yml, a pixi.lock or a JSON export: told apart by "
                   "content")
      ->option_text("FILE")
      ->take_all()
      ->allow_extra_args(false);
  add_environment_options(*command, words->where, "create (default: the manifest's)");
  command
      ->add_option("-c,--channel",
                   words->channels,
                   "A channel, before those of the manifest; again for more")
      ->option_text("CHANNEL")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("--override-channels", words->override_channels, "Take packages from -c only");
  command
      ->add_option(
          "--platform,--subdir", words->platform, "Solve for another platform, with --dry-run")
      ->option_text("SUBDIR");
  add_solve_options(*command, words->solve);
  auto* no_deps = command->add_flag(
      "--no-deps", words->no_deps, "Only the requested packages of the answer: may be broken");
  command
      ->add_flag("--only-deps", words->only_deps, "What the requested packages need, without them")
      ->excludes(no_deps);
  command->add_flag("--no-pin", words->no_pin, "Without `pinned_packages` of the configuration");
  add_lock_words(*command, *words);
  command
      ->add_option("--explain",
                   words->explain,
                   "Tell why a package is in that version and build and not in a newer one; again "
                   "for more")
      ->option_text("NAME")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("--clone", words->clone, "The packages of another environment: a name or a path")
      ->option_text("ENVIRONMENT");
  command->add_flag(
      "--timings", words->timings, "Tell on stderr how long each step took, and the work of it");
  command->add_flag("-d,--dry-run", words->dry_run, "Show what would be done");
  command->add_flag("-y,--yes", words->yes, "Do not ask");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return create(*words, invocation); };
  });
}

} // namespace etalon
