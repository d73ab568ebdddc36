#include "command_line_parser.hpp"

#include "commands.hpp"
#include "help_format.hpp"
#include "run_words.hpp"

#include <etalon/app/tool_version.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace etalon {

namespace {

constexpr const char* k_description =
    "Reproducible environments for GPU benchmarks.\n\n"
    "  etalon env create -f environment.yml        make an environment from a manifest\n"
    "  etalon install -n NAME PACKAGE              change it; `env rollback` goes back\n"
    "  etalon env export -n NAME > snapshot.yml    what recreates it elsewhere\n"
    "  etalon run -n NAME -- COMMAND               run a command inside\n"
    "  etalon bench run -n NAME --workload train   measure inside\n";

constexpr const char* k_footer =
    "\nFiles: environments and results in $ETALON_HOME (~/.local/share/etalon), caches in "
    "$XDG_CACHE_HOME/etalon.\n"
    "Exit status: 0 success, 1 the answer is no, 2 usage, 3 could not be told, 4 failed, "
    "70 a bug, 130 interrupted.";

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.add_flag("--json", options.json, "Print the result as one JSON record");
  app.add_flag("-q,--quiet", options.quiet, "No progress and no remarks");
  app.add_flag("--offline", options.offline, "Use what the caches hold, and no network");
  app.add_flag("-v,--verbose", options.verbosity, "Tell more; twice for debugging");
  app.add_option("--color", options.color, "auto, always or never")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, ColorWish>{{"auto", ColorWish::automatic},
                                                                   {"always", ColorWish::always},
                                                                   {"never", ColorWish::never}}))
      ->option_text("WHEN");
  app.add_option("--progress", options.progress, "auto, plain, json (lines on stderr) or none")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, ProgressFormat>{{"auto", ProgressFormat::automatic},
                                                {"plain", ProgressFormat::plain},
                                                {"json", ProgressFormat::json},
                                                {"none", ProgressFormat::none}}))
      ->option_text("HOW");
}

// Options of the whole program may stand after any command, as in conda.
void let_options_fall_through(CLI::App& app) {
  for (auto* command : app.get_subcommands({})) {
    command->fallthrough();
    let_options_fall_through(*command);
  }
}

enum class WordsOf { parents, all };

// The command that was named, "etalon env create", or what stands before its last word.
std::string command_words(const CLI::App& app, WordsOf which) {
  std::vector<std::string> words;
  const auto* current = &app;
  words.push_back(app.get_name());
  while (!current->get_subcommands().empty()) {
    current = current->get_subcommands().front();
    words.push_back(current->get_name());
  }
  if (which == WordsOf::parents) {
    words.pop_back();
  }
  return join(words, " ");
}

const CLI::App& deepest_app(const CLI::App& app) {
  const auto* current = &app;
  while (!current->get_subcommands().empty()) {
    current = current->get_subcommands().front();
  }
  return *current;
}

// Near names for a word that is no command and no option here.
std::vector<std::string> near_words(const CLI::App& app, const std::vector<std::string>& typed) {
  const auto& here = deepest_app(app);
  std::vector<std::string> known;
  for (const auto* level : {&here, &app}) {
    for (const auto* command : level->get_subcommands({})) {
      known.push_back(command->get_name());
    }
    for (const auto* option : level->get_options()) {
      for (const auto& name : option->get_lnames()) {
        known.push_back("--" + name);
      }
    }
  }
  for (const auto& word : typed) {
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      if (auto near = near_names(word, known, 1); !near.empty()) {
        return near;
      }
    }
  }
  return {};
}

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  auto message = std::string(error.what());
  std::replace(message.begin(), message.end(), '\n', ' ');
  const auto extras = app.remaining(true);
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !extras.empty()) {
    message = fmt::format("`{}` does not belong here", extras.front());
  } else if (!message.empty()) {
    message.front() = static_cast<char>(std::tolower(message.front()));
  }
  std::vector<std::string> hints;
  if (const auto near = near_words(app, extras); !near.empty()) {
    hints.push_back(fmt::format("did you mean `{}`?", near.front()));
  }
  hints.push_back(
      fmt::format("`{} --help` shows what can be said", command_words(app, WordsOf::all)));
  return Error(ErrorKind::usage, message, hints);
}

} // namespace

void add_environment_options(CLI::App& command,
                             EnvironmentOptions& options,
                             const std::string& verb) {
  auto* name = command.add_option("-n,--name", options.name, "Name of the environment to " + verb)
                   ->option_text("NAME");
  command.add_option("-p,--prefix", options.prefix, "Its directory, instead of a name")
      ->option_text("PREFIX")
      ->excludes(name);
}

Parsed parse_command_line(Invocation& invocation) {
  CLI::App app(k_description, "etalon");
  app.formatter(make_help_format());
  app.footer(k_footer);
  app.set_version_flag("-V,--version", fmt::format("etalon {}", tool_version()));
  app.require_subcommand(1);
  add_global_options(app, invocation.options);
  add_create_command(app, invocation);
  add_change_commands(app, invocation);
  add_remove_packages_command(app, invocation);
  add_environment_commands(app, invocation);
  add_lock_command(app, invocation);
  add_list_command(app, invocation);
  add_search_command(app, invocation);
  add_why_command(app, invocation);
  add_info_command(app, invocation);
  add_tree_command(app, invocation);
  add_manifest_commands(app, invocation);
  add_run_command(app, invocation);
  add_benchmark_commands(app, invocation);
  add_package_commands(app, invocation);
  add_config_commands(app, invocation);
  let_options_fall_through(app);

  auto words = split_run_words({invocation.arguments.begin() + 1, invocation.arguments.end()});
  invocation.child_command = std::move(words.command);
  std::reverse(words.own.begin(), words.own.end()); // as CLI11 wants them
  try {
    app.parse(words.own);
  } catch (const CLI::CallForHelp&) {
    invocation.printer().result(deepest_app(app).help(command_words(app, WordsOf::parents)));
    return Parsed::shown;
  } catch (const CLI::CallForVersion& version) {
    invocation.printer().result(std::string(version.what()) + "\n");
    return Parsed::shown;
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error);
  }
  return Parsed::command;
}

} // namespace etalon
