#include "commands.hpp"
#include "tree_text.hpp"

#include <etalon/app/environment_request.hpp>
#include <etalon/app/pip_packages.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <limits>
#include <memory>

namespace etalon {

namespace {

constexpr std::size_t k_chains_shown = 20;

struct WhyWords {
  EnvironmentOptions where;
  std::vector<std::string> packages; // PACKAGE, or ENVIRONMENT PACKAGE
  std::size_t limit = k_chains_shown;
};

struct TreeWords {
  EnvironmentOptions where;
  std::string package;
  bool invert = false;
  std::size_t depth = std::numeric_limits<std::size_t>::max();
};

DependencyGraph load_graph(const std::filesystem::path& prefix) {
  const auto data = PrefixData::load(prefix);
  return build_dependency_graph(data, installed_pip_packages(data));
}

// A package that is not there is an answer; nothing failed.
ExitStatus say_not_installed(const std::string& name,
                             const std::string& environment,
                             const DependencyGraph& graph,
                             const Printer& printer) {
  Error answer(ErrorKind::not_found,
               fmt::format("`{}` is not installed in `{}`", name, environment));
  const auto near = graph.find_near_names(name);
  printer.error(std::move(answer).with_hint(
      near.empty() ? "`etalon list` shows what is installed"
                   : fmt::format("did you mean `{}`?", fmt::join(near, "`, `"))));
  return ExitStatus::no;
}

ExitStatus why(const WhyWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  auto where = words.where;
  if (words.packages.size() == 2) {
    if (!where.name.empty() || !where.prefix.empty()) {
      throw Error(ErrorKind::usage,
                  "one package at a time is explained",
                  {fmt::format("ask for `{}` alone", words.packages.front())});
    }
    where.name = words.packages.front();
  }
  const auto& name = words.packages.back();
  const auto prefix = where.find(config);
  const auto graph = load_graph(prefix);
  const auto package = graph.find(name);
  if (!package || graph.packages[*package].kind == DependencyKind::missing) {
    return say_not_installed(name, display_name(prefix, config), graph, printer);
  }
  const auto reasons = explain_package(graph, *package, words.limit);
  printer.result(printer.is_json() ? render_reasons_json(prefix, graph, reasons)
                                   : render_reasons(graph, reasons, printer.output()));
  return ExitStatus::success;
}

ExitStatus tree(const TreeWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  if (words.invert && words.package.empty()) {
    throw Error(ErrorKind::usage,
                "`--invert` needs a package to begin at",
                {"for example `etalon tree -n NAME --invert numpy`"});
  }
  const auto prefix = words.where.find(config);
  const auto graph = load_graph(prefix);
  std::vector<std::size_t> roots;
  if (words.package.empty()) {
    roots = graph.roots();
  } else if (const auto package = graph.find(words.package)) {
    roots.push_back(*package);
  } else {
    return say_not_installed(words.package, display_name(prefix, config), graph, printer);
  }
  TreeShape shape;
  shape.direction = words.invert ? TreeDirection::dependents : TreeDirection::dependencies;
  shape.depth = words.depth;
  printer.result(printer.is_json() ? render_tree_json(prefix, graph, roots, shape)
                                   : render_tree(graph, roots, shape, printer.output()));
  return ExitStatus::success;
}

} // namespace

void add_why_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("why", "Say who asked for a package");
  const auto words = std::make_shared<WhyWords>();
  command
      ->add_option(
          "package", words->packages, "The package; the environment may be named in front of it")
      ->required()
      ->expected(1, 2)
      ->option_text("[ENVIRONMENT] PACKAGE");
  add_environment_options(*command, words->where, "look into (default: the active one)");
  command
      ->add_option("--limit",
                   words->limit,
                   fmt::format("Show so many chains at most (default {})", k_chains_shown))
      ->option_text("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000}));
  command->footer(
      "\nExample:\n"
      "  etalon why -n demo libblas\n\n"
      "For each spec that was requested: the shortest chains of dependencies from it to the "
      "package.\n"
      "`etalon tree --invert PACKAGE` shows all that need it, `etalon why __cuda` who needs a "
      "driver.\n"
      "Exit status: 0, 1 where the package is not installed.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return why(*words, invocation); };
  });
}

void add_tree_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("tree", "Show what needs what");
  const auto words = std::make_shared<TreeWords>();
  command->add_option("package", words->package, "Begin here (default: at what was requested)")
      ->option_text("[PACKAGE]");
  add_environment_options(*command, words->where, "look into (default: the active one)");
  command->add_flag("-i,--invert", words->invert, "Show what needs PACKAGE instead");
  command->add_option("--depth", words->depth, "Show so many levels below the first")
      ->option_text("N");
  command->footer(
      "\nExamples:\n"
      "  etalon tree -n demo --depth 1          what was requested and what that needs\n"
      "  etalon tree -n demo --invert libblas   all that need libblas\n\n"
      "(*) marks a package whose branch stands further up.\n"
      "Exit status: 0, 1 where PACKAGE is not installed.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return tree(*words, invocation); };
  });
}

} // namespace etalon
