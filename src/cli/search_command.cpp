#include "commands.hpp"
#include "error_text.hpp"
#include "search_text.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace etalon {

namespace {

struct SearchWords {
  std::string spec;
  std::string file;
  std::vector<std::string> channels;
  bool override_channels = false;
  std::string platform;
  bool info = false;
  bool offline = false;

  [[nodiscard]] SearchOptions options() const {
    SearchOptions options;
    options.spec = spec;
    options.channels = channels;
    options.channel_source =
        override_channels ? ChannelSource::command_line_only : ChannelSource::command_line_first;
    if (!file.empty()) {
      options.file = file;
    }
    if (!platform.empty()) {
      options.platform = platform;
    }
    return options;
  }
};

ExitStatus search(const SearchWords& words, Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  const auto request = load_search_request(words.options(), config);
  const auto result = [&] {
    ProgressDisplay display(printer, invocation.options.progress);
    const bool offline = words.offline || config.offline.value;
    return search_packages(request,
                           config,
                           invocation.files,
                           invocation.cold_path,
                           {display.listener(),
                            invocation.token,
                            offline ? NetworkUse::forbidden : NetworkUse::allowed});
  }();
  if (printer.is_json()) {
    printer.result(render_search_json(request, result));
  } else if (result.packages.empty()) {
    printer.failure(render_error(describe_nothing_found(request, result), printer.errors().color));
  } else {
    printer.result(words.info ? render_search_details(result)
                              : render_search(result, printer.output()));
  }
  return result.packages.empty() ? ExitStatus::no : ExitStatus::success;
}

} // namespace

void add_search_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("search", "Look for packages in channels");
  const auto words = std::make_shared<SearchWords>();
  command->add_option("spec", words->spec, "A name, a name with `*`, or any other spec; quote it")
      ->required()
      ->option_text("SPEC");
  command->add_flag("-i,--info", words->info, "Every field of every package, dependencies too");
  command
      ->add_option("-c,--channel",
                   words->channels,
                   "A channel, before those of the file or the configuration; again for more")
      ->option_text("CHANNEL")
      ->take_all()
      ->allow_extra_args(false);
  command->add_flag("--override-channels", words->override_channels, "Search in -c only");
  command->add_option("-f,--file", words->file, "Search in the channels of this environment.yml")
      ->option_text("FILE");
  command->add_option("--platform,--subdir", words->platform, "Packages for another platform")
      ->option_text("SUBDIR");
  command->add_flag(
      "--offline", words->offline, "Use the indexes that are in the cache, however old");
  command->footer("\nExamples:\n"
                  "  etalon search -c conda-forge 'pytorch>=2.1'\n"
                  "  etalon search -c conda-forge 'pytorch=2.1.*=*cuda*' --info\n"
                  "  etalon search 'conda-forge::*torch*'\n\n"
                  "The newest stands last. Exit status: 0, 1 where nothing matches.");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] { return search(*words, invocation); };
  });
}

} // namespace etalon
