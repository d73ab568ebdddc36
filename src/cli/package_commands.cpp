#include "commands.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/thread_pool.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <memory>

namespace etalon {

namespace {

using nlohmann::ordered_json;

struct BuildWords {
  std::string tree;
  std::string recipe;
  std::string output_directory = ".";
  int compression_level = 19;
};

// https://reproducible-builds.org/specs/source-date-epoch/
std::optional<std::uint64_t> source_date(const std::map<std::string, std::string>& environment) {
  const auto found = environment.find("SOURCE_DATE_EPOCH");
  if (found == environment.end() || found->second.empty()) {
    return std::nullopt;
  }
  const auto& text = found->second;
  std::uint64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorKind::usage,
                fmt::format("SOURCE_DATE_EPOCH is `{}`, which is no number of seconds", text),
                {"set it to seconds since 1970, for example $(git log -1 --format=%ct)"});
  }
  return seconds;
}

ExitStatus build(const BuildWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto recipe = Recipe::parse(read_file(words.recipe), words.recipe);
  BuildOptions options;
  options.output_directory = words.output_directory;
  options.compression_level = words.compression_level;
  options.threads = available_cpus();
  options.source_date_seconds = source_date(invocation.environment);
  options.token = invocation.token;
  invocation.cold_path.enter();
  ProgressDisplay display(printer, invocation.options.progress);
  options.progress = display.listener();
  const auto built =
      invocation.cold_path.build_package(invocation.files, words.tree, recipe, options);
  display.clear();
  if (!printer.is_json()) {
    printer.result(built.path.string() + "\n");
    return ExitStatus::success;
  }
  printer.result(ordered_json{{"version", 1},
                              {"path", built.path.string()},
                              {"dist_name", built.record.dist_name()},
                              {"subdir", built.record.subdir},
                              {"size", built.record.size},
                              {"sha256", built.record.sha256},
                              {"md5", built.record.md5},
                              {"files", built.files},
                              {"symlinks", built.symlinks},
                              {"empty_directories", built.empty_directories},
                              {"files_with_placeholder", built.files_with_placeholder},
                              {"bytes", built.bytes}}
                     .dump(2) +
                 "\n");
  return ExitStatus::success;
}

ExitStatus index(const std::string& directory, ShardOutput shards, Invocation& invocation) {
  const auto printer = invocation.printer();
  IndexOptions options;
  options.shards = shards;
  options.threads = available_cpus();
  options.token = invocation.token;
  invocation.cold_path.enter();
  ProgressDisplay display(printer, invocation.options.progress);
  options.progress = display.listener();
  const auto subdirs = invocation.cold_path.index_channel(invocation.files, directory, options);
  display.clear();
  ordered_json rows = ordered_json::array();
  for (const auto& each : subdirs) {
    rows.push_back({{"subdir", each.subdir}, {"packages", each.packages}, {"read", each.read}});
    if (!printer.is_json()) {
      printer.result(
          fmt::format("{}: {} packages, {} read anew\n", each.subdir, each.packages, each.read));
    }
  }
  if (printer.is_json()) {
    printer.result(ordered_json{{"version", 1}, {"subdirs", std::move(rows)}}.dump(2) + "\n");
  }
  return ExitStatus::success;
}

void add_build_command(CLI::App& group, Invocation& invocation) {
  auto* command = group.add_subcommand(
      "build", "Pack a directory tree into a .conda; the same tree gives the same bytes");
  const auto words = std::make_shared<BuildWords>();
  command->add_option("tree", words->tree, "The files, as they shall lie in a prefix")
      ->required()
      ->option_text("TREE");
  command->add_option("-r,--recipe", words->recipe, "Name, version, build, dependencies (YAML)")
      ->required()
      ->option_text("FILE");
  command
      ->add_option(
          "--output-dir", words->output_directory, "Where SUBDIR/NAME-VERSION-BUILD.conda goes")
      ->option_text("DIR");
  command->add_option("--compression-level", words->compression_level, "zstd, 1 to 19 (default 19)")
      ->check(CLI::Range(1, 19))
      ->option_text("N");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return build(*words, invocation); };
  });
}

} // namespace

void add_package_commands(CLI::App& parent, Invocation& invocation) {
  auto* package = parent.add_subcommand("package", "Make packages");
  package->require_subcommand(1);
  add_build_command(*package, invocation);

  auto* channel = parent.add_subcommand("channel", "Make channels");
  channel->require_subcommand(1);
  auto* command = channel->add_subcommand(
      "index", "Write repodata.json and repodata.json.zst for the packages of a directory");
  const auto directory = std::make_shared<std::string>();
  const auto in_shards = std::make_shared<bool>(false);
  command->add_option("directory", *directory, "The channel: holds linux-64, noarch, ...")
      ->required()
      ->option_text("DIR");
  command->add_flag("--shards", *in_shards, "Write the records in shards as well (CEP 16)");
  command->callback([directory, in_shards, &invocation] {
    invocation.command = [directory, in_shards, &invocation] {
      return index(
          *directory, *in_shards ? ShardOutput::beside_the_list : ShardOutput::none, invocation);
    };
  });
}

} // namespace etalon
