#include "solve_words.hpp"

#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace etalon {

namespace {

ChannelPriority priority_of(const std::string& word) {
  if (word == "strict") {
    return ChannelPriority::strict;
  }
  return word == "flexible" ? ChannelPriority::flexible : ChannelPriority::disabled;
}

std::chrono::seconds seconds_of(const std::string& text) {
  constexpr std::size_t most_digits = 6; // eleven days
  if (text.size() > most_digits || text.find_first_not_of("0123456789") != std::string::npos) {
    throw Error(ErrorKind::usage,
                fmt::format("`--solve-timeout {}` is no number of seconds", text),
                {"write whole seconds, 0 for as long as it takes"});
  }
  return std::chrono::seconds(std::stoi(text));
}

// `none` goes without what is configured.
std::optional<ExcludeNewer> exclusion_of(const std::string& text) {
  if (text == "none") {
    return std::nullopt;
  }
  try {
    return ExcludeNewer::parse(text, std::chrono::system_clock::now());
  } catch (Error& error) {
    throw std::move(error).while_doing("--exclude-newer cannot be read");
  }
}

} // namespace

void SolveWords::apply(Config& config) const {
  if (!channel_priority.empty()) {
    config.channel_priority = {
        priority_of(channel_priority), ConfigSource::command_line, "--channel-priority", {}};
  }
  if (!exclude_newer.empty()) {
    config.exclude_newer = {
        exclusion_of(exclude_newer), ConfigSource::command_line, "--exclude-newer", {}};
  }
  if (!timeout.empty()) {
    config.solve_timeout = {seconds_of(timeout), ConfigSource::command_line, "--solve-timeout", {}};
  }
}

void add_solve_options(CLI::App& command, SolveWords& words) {
  command
      .add_option("--channel-priority",
                  words.channel_priority,
                  "strict: the first channel that has a name serves it; flexible: a later one only "
                  "where no earlier fits; disabled: the newest of all (default: the "
                  "configuration's)")
      ->check(CLI::IsMember({"strict", "flexible", "disabled"}))
      ->option_text("KIND");
  command
      .add_option("--exclude-newer",
                  words.exclude_newer,
                  "As if it were then: a date (2024-05-01), a time (2024-05-01T12:00:00Z) or how "
                  "long ago (7d); none: whatever is configured (default: the configuration's)")
      ->option_text("DATE");
  command
      .add_option("--solve-timeout",
                  words.timeout,
                  "Give up looking for an answer after this time (default: the configuration's, "
                  "300; 0: never)")
      ->option_text("SECONDS");
}

} // namespace etalon
