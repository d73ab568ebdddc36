// etalon-conformance: compares Etalon's answers with the recorded ones of other tools.
#include "manifest_folder.hpp"
#include "solver_folder.hpp"
#include "vector_tables.hpp"

#include <etalon/util/error.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* k_usage =
    "usage: etalon-conformance vectors DIR [--page FILE]\n"
    "       etalon-conformance manifests DIR\n"
    "       etalon-conformance solver DIR\n\n"
    "vectors    the tables version_*.tsv, match_spec*.tsv and manifest_specs.tsv of DIR\n"
    "manifests  the manifests of DIR against DIR/expected/NAME.conda.json\n"
    "solver     the scenarios of DIR: {records, specs, channels, channel_priority, virtual,\n"
    "           installed, expect} in one JSON file each\n"
    "--page     where every row on which the tools disagree must be listed\n\n"
    "Exit status: 0 what must hold does, 1 it does not, 2 usage, 3 there is nothing to compare.\n";

int run(const std::vector<std::string>& words) {
  const bool has_page = words.size() == 4 && words[2] == "--page";
  if (words.size() != 2 && !has_page) {
    std::cerr << k_usage;
    return 2;
  }
  etalon::conformance::Report report(has_page ? words[3] : "");
  if (!std::filesystem::is_directory(words[1])) {
    std::cerr << "skipped: there is no folder " << words[1] << '\n';
    return 3;
  }
  int count = 0;
  if (words[0] == "vectors") {
    count = run_vector_tables(words[1], report);
  } else if (words[0] == "manifests") {
    count = run_manifests(words[1], report);
  } else if (words[0] == "solver") {
    count = run_scenarios(words[1], report);
  } else {
    std::cerr << k_usage;
    return 2;
  }
  if (count == 0) {
    std::cerr << "skipped: nothing to compare in " << words[1] << '\n';
    return 3;
  }
  return report.finish() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 3;
  }
}
