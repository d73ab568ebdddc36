#include "invocation.hpp"

#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <unistd.h>

namespace etalon {

namespace {

Config with_options(Config config, const GlobalOptions& options) {
  if (options.offline) {
    config.offline = {true, ConfigSource::command_line, "--offline", {}};
  }
  return config;
}

} // namespace

Printer Invocation::printer() const {
  return {options.json ? OutputFormat::json : OutputFormat::text,
          options.quiet ? Loudness::quiet : Loudness::normal,
          detect_terminal(STDOUT_FILENO, options.color, environment),
          detect_terminal(STDERR_FILENO, options.color, environment)};
}

Config Invocation::config() const {
  return with_options(load_config(environment, ConfigFiles::read), options);
}

Config Invocation::startup_config() const {
  return with_options(load_config(environment, ConfigFiles::ignored), options);
}

std::string Invocation::command_line() const {
  std::vector<std::string> words = arguments;
  for (auto& word : words) {
    word = redact(word);
  }
  if (!words.empty()) {
    words.front() = "etalon";
  }
  return join(words, " ");
}

std::filesystem::path EnvironmentOptions::find(const Config& config, EnvironmentUse use) const {
  return find_environment(wanted_name(), wanted_prefix(), config, use);
}

std::optional<std::string> EnvironmentOptions::wanted_name() const {
  return name.empty() ? std::nullopt : std::optional(name);
}

std::optional<std::filesystem::path> EnvironmentOptions::wanted_prefix() const {
  return prefix.empty() ? std::nullopt : std::optional<std::filesystem::path>(prefix);
}

} // namespace etalon
