#include "commands.hpp"
#include "package_list_text.hpp"

#include <etalon/app/list_packages.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace etalon {

namespace {

struct ListWords {
  EnvironmentOptions where;
  std::string search;
  bool full_name = false;
  bool canonical = false;
  bool export_lines = false;
  bool explicit_list = false;
  bool md5 = false;
  bool sha256 = false;
  bool revisions = false;
  bool size = false;
  bool reverse = false;
  bool no_pip = false;

  [[nodiscard]] std::optional<NameSearch> wanted() const {
    if (search.empty()) {
      return std::nullopt;
    }
    return NameSearch::parse(search, full_name ? NameMatch::whole : NameMatch::part);
  }

  [[nodiscard]] HashKind hash() const {
    return md5 ? HashKind::md5 : sha256 ? HashKind::sha256 : HashKind::none;
  }
};

std::vector<InstalledPackage> packages_of(const ListWords& words, const PrefixData& data) {
  auto packages = list_packages(data, words.wanted());
  // Only conda's packages have what these forms are made of.
  const bool conda_only = words.no_pip || words.export_lines || words.explicit_list;
  if (conda_only) {
    packages.erase(std::remove_if(packages.begin(),
                                  packages.end(),
                                  [](const InstalledPackage& package) {
                                    return package.manager != PackageManager::conda;
                                  }),
                   packages.end());
  }
  if (words.reverse) {
    std::reverse(packages.begin(), packages.end());
  }
  return packages;
}

std::string render(const ListWords& words, const PrefixData& data, const Printer& printer) {
  const auto packages = packages_of(words, data);
  if (printer.is_json()) {
    return render_package_list_json(data.prefix, packages);
  }
  if (words.explicit_list) {
    return render_explicit_list(packages, words.hash());
  }
  if (words.canonical) {
    return render_canonical_list(packages);
  }
  if (words.export_lines) {
    return render_export_list(packages);
  }
  return render_package_list(
      data.prefix, packages, words.size ? SizeColumn::shown : SizeColumn::hidden, printer.output());
}

ExitStatus list(const ListWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto prefix = words.where.find(config);
  if (words.revisions) {
    const auto revisions = list_revisions(History::load(prefix));
    printer.result(printer.is_json() ? render_revisions_json(prefix, revisions)
                                     : render_revisions(revisions));
    return ExitStatus::success;
  }
  printer.result(render(words, PrefixData::load(prefix), printer));
  return ExitStatus::success;
}

void add_form_options(CLI::App& command, ListWords& words) {
  const auto* group = "Other forms";
  auto* canonical = command.add_flag(
      "-c,--canonical", words.canonical, "CHANNEL/SUBDIR::NAME-VERSION-BUILD, one a line");
  auto* lines = command.add_flag(
      "-e,--export", words.export_lines, "NAME=VERSION=BUILD, one a line: a file for create");
  auto* list = command.add_flag(
      "--explicit", words.explicit_list, "An @EXPLICIT list of package URLs: a file for create");
  auto* md5 = command.add_flag("--md5", words.md5, "With --explicit: each URL with its md5");
  auto* sha256 =
      command.add_flag("--sha256", words.sha256, "With --explicit: each URL with its sha256");
  auto* revisions = command.add_flag(
      "-r,--revisions", words.revisions, "What each change of the environment did");
  lines->excludes(canonical);
  list->excludes(canonical)->excludes(lines);
  md5->needs(list)->excludes(sha256);
  sha256->needs(list);
  revisions->excludes(canonical)->excludes(lines)->excludes(list);
  for (auto* option : {canonical, lines, list, md5, sha256, revisions}) {
    option->group(group);
  }
}

} // namespace

void add_list_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("list", "List the packages of an environment");
  const auto words = std::make_shared<ListWords>();
  command
      ->add_option("regex",
                   words->search,
                   "Only names in which this regular expression is found, without regard to case")
      ->option_text("[REGEX]");
  add_environment_options(*command, words->where, "list (default: the active one)");
  command->add_flag("-f,--full-name", words->full_name, "REGEX has to fit the whole name");
  command->add_flag("--size", words->size, "How much each package takes on the disk");
  command->add_flag("--no-pip", words->no_pip, "Without the packages that pip installed");
  command->add_flag("--reverse", words->reverse, "In reverse order");
  add_form_options(*command, *words);
  command->footer("\nExamples:\n"
                  "  etalon list -n demo               every package, as conda lists them\n"
                  "  etalon list -n demo '^lib.*blas'  those with such a name\n"
                  "  etalon list -n demo --explicit --sha256 > demo.txt\n\n"
                  "Exit status: 0, also where nothing has such a name.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return list(*words, invocation); };
  });
}

} // namespace etalon
