#include "commands.hpp"
#include "difference_text.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

struct DifferenceWords {
  std::string a;
  std::string b;
  std::string platform;
  std::string lock_environment = "default";

  [[nodiscard]] SnapshotOptions options() const {
    SnapshotOptions options;
    if (!platform.empty()) {
      options.platform = platform;
    }
    options.lock_environment = lock_environment;
    return options;
  }
};

ExitStatus status_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::equal:
    return ExitStatus::success;
  case Verdict::different:
    return ExitStatus::no;
  case Verdict::undecided:
    return ExitStatus::undecided;
  }
  return ExitStatus::undecided;
}

ExitStatus compare(const DifferenceWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto a = load_snapshot(words.a, words.options(), config);
  const auto b = load_snapshot(words.b, words.options(), config);
  for (const auto* snapshot : {&a, &b}) {
    if (!snapshot->unpinned.empty()) {
      printer.error(describe_unpinned(*snapshot));
      return ExitStatus::undecided;
    }
  }
  const auto difference = compare_environments(a, b);
  printer.result(printer.is_json() ? render_difference_json(a, b, difference)
                                   : render_difference(a, b, difference, printer.output()));
  return status_of(difference.verdict());
}

} // namespace

void add_difference_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("diff", "Compare two environments, snapshots or locks");
  const auto words = std::make_shared<DifferenceWords>();
  command->add_option("a", words->a, "An environment's name or directory, or a file")
      ->required()
      ->option_text("A");
  command->add_option("b", words->b, "Likewise")->required()->option_text("B");
  command
      ->add_option("--platform,--subdir",
                   words->platform,
                   "Which platform of a lock file that has several (default: this machine's)")
      ->option_text("SUBDIR");
  command
      ->add_option("--lock-environment",
                   words->lock_environment,
                   "Which environment of a pixi.lock (default: default)")
      ->option_text("NAME");
  command->footer(
      "\nExamples:\n"
      "  etalon env diff before after           two environments\n"
      "  etalon env diff demo snapshot.yml      is it still what was exported?\n\n"
      "Files: environment.yml with versions, @EXPLICIT list, conda-lock.yml, pixi.lock, JSON "
      "export.\nA file that is called like an environment is named ./FILE.\n"
      "Exit status: 0 equal, 1 different, 3 equal as far as both tell, but one does not tell "
      "all.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return compare(*words, invocation); };
  });
}

} // namespace etalon
