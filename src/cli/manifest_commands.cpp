#include "commands.hpp"

#include <etalon/app/check_manifest.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

struct CheckWords {
  std::vector<std::string> files;
  std::string platform;
};

const char* word_of(ProblemSeverity severity) {
  return severity == ProblemSeverity::error ? "error" : "warning";
}

std::size_t count(const CheckedManifest& checked, ProblemSeverity severity) {
  return static_cast<std::size_t>(std::count_if(
      checked.problems.begin(), checked.problems.end(), [&](const ManifestProblem& problem) {
        return problem.severity == severity;
      }));
}

std::string counted(std::size_t number, const char* noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string
render_problem(const ManifestProblem& problem, const std::string& file, ColorUse color) {
  const auto style = problem.severity == ProblemSeverity::error ? Style::error : Style::warning;
  auto text = problem.place.line == 0
                  ? file
                  : fmt::format("{}:{}:{}", file, problem.place.line, problem.place.column);
  text +=
      fmt::format(": {}: {}\n", styled(word_of(problem.severity), style, color), problem.message);
  for (const auto& cause : problem.causes) {
    text += fmt::format("    {}\n", cause);
  }
  for (const auto& hint : problem.hints) {
    text += fmt::format("    {}: {}\n", styled("hint", Style::hint, color), hint);
  }
  return text;
}

std::string render_checked(const CheckedManifest& checked, ColorUse color) {
  std::string text;
  for (const auto& problem : checked.problems) {
    text += render_problem(problem, checked.file, color);
  }
  if (checked.problems.empty()) {
    return fmt::format("{}: fine\n", checked.file);
  }
  return text + fmt::format("{}: {}, {}\n",
                            checked.file,
                            counted(count(checked, ProblemSeverity::error), "error"),
                            counted(count(checked, ProblemSeverity::warning), "warning"));
}

ordered_json checked_json(const CheckedManifest& checked) {
  ordered_json problems = ordered_json::array();
  for (const auto& problem : checked.problems) {
    problems.push_back({{"severity", word_of(problem.severity)},
                        {"line", problem.place.line},
                        {"column", problem.place.column},
                        {"message", problem.message},
                        {"causes", problem.causes},
                        {"hints", problem.hints}});
  }
  return {{"file", checked.file}, {"fine", checked.is_fine()}, {"problems", std::move(problems)}};
}

ExitStatus check(const CheckWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto platform = words.platform.empty() ? Platform::parse(invocation.config().subdir.value)
                                               : Platform::parse(words.platform);
  bool fine = true;
  ordered_json files = ordered_json::array();
  for (const auto& file : words.files) {
    const auto checked = check_manifest(file, platform);
    fine = fine && checked.is_fine();
    if (printer.is_json()) {
      files.push_back(checked_json(checked));
    } else {
      printer.result(render_checked(checked, printer.output().color));
    }
  }
  if (printer.is_json()) {
    const ordered_json json = {{"version", 1},
                               {"platform", platform.subdir()},
                               {"fine", fine},
                               {"files", std::move(files)}};
    printer.result(json.dump(2) + "\n");
  }
  return fine ? ExitStatus::success : ExitStatus::no;
}

void add_check_command(CLI::App& parent, Invocation& invocation) {
  auto* command =
      parent.add_subcommand("check", "Say all that is wrong with a manifest, with line and column");
  const auto words = std::make_shared<CheckWords>();
  command->add_option("files", words->files, "Manifests, lists of specs or @EXPLICIT lists")
      ->option_text("FILE ...")
      ->required();
  command
      ->add_option("--platform",
                   words->platform,
                   "Whose selectors hold (default: this machine's), such as osx-arm64")
      ->option_text("SUBDIR");
  command->footer("\nExample: etalon manifest check environment.yml envs/*.yml\n"
                  "Exit status: 0 fine, though there may be warnings; 1 there are errors.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return check(*words, invocation); };
  });
}

} // namespace

void add_manifest_commands(CLI::App& parent, Invocation& invocation) {
  auto* manifest = parent.add_subcommand("manifest", "Look into manifests");
  manifest->require_subcommand(1);
  add_check_command(*manifest, invocation);
}

} // namespace etalon
