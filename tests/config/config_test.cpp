#include <etalon/config/config.hpp>
#include <etalon/model/platform.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

namespace {

Config config_of(Variables environment) {
  environment.emplace("HOME", "/home/ada");
  return load_config(environment);
}

Error refusal_of(const Variables& environment) {
  Error error = thrown_error([&] { config_of(environment); });
  CHECK(error.kind() == ErrorKind::usage);
  return error;
}

} // namespace

TEST_CASE("without variables the settings are built in", "[config]") {
  const Config config = config_of({});
  CHECK(config.home.value == "/home/ada/.local/share/etalon");
  CHECK(config.home.source == ConfigSource::built_in);
  CHECK(config.home.origin.empty());
  CHECK(config.cache_home.value == "/home/ada/.cache/etalon");
  CHECK(config.user_home.value == "/home/ada");
  CHECK(config.channel_alias.value == "https://conda.anaconda.org");
  CHECK(config.channels.value.empty());
  CHECK(config.channel_priority.value == ChannelPriority::flexible);
  CHECK(config.subdir.value == Platform::current().subdir());
  CHECK(config.active_prefix.value.empty());
  CHECK_FALSE(config.offline.value);
  CHECK(config.environments_directory() == "/home/ada/.local/share/etalon/envs");
  CHECK(config.channels_directory() == "/home/ada/.local/share/etalon/channels");
  CHECK(config.package_cache() == "/home/ada/.local/share/etalon/pkgs-v1");
  CHECK(config.results_file() == "/home/ada/.local/share/etalon/results.sqlite");
  CHECK(config.repodata_cache() == "/home/ada/.cache/etalon/repodata-v1");
  CHECK(config.runner_cache() == "/home/ada/.cache/etalon/runners-v1");
}

TEST_CASE("each setting says which variable it comes from", "[config]") {
  const Config config = config_of({{"ETALON_HOME", "/data/etalon/"},
                                   {"XDG_DATA_HOME", "/ignored"},
                                   {"XDG_CACHE_HOME", "/var/cache/ada"},
                                   {"CONDA_CHANNEL_ALIAS", "https://mirror.example.org/conda//"},
                                   {"CONDA_CHANNELS", "pytorch, conda-forge,"},
                                   {"CONDA_CHANNEL_PRIORITY", "strict"},
                                   {"CONDA_SUBDIR", "osx-arm64"},
                                   {"CONDA_PREFIX", "/opt/envs/a"},
                                   {"CONDA_OFFLINE", "True"}});
  CHECK(config.home.value / "" == "/data/etalon/");
  CHECK(config.home.origin == "ETALON_HOME");
  CHECK(config.home.source == ConfigSource::environment);
  CHECK(config.cache_home.value == "/var/cache/ada/etalon");
  CHECK(config.cache_home.origin == "XDG_CACHE_HOME");
  CHECK(config.channel_alias.value == "https://mirror.example.org/conda");
  CHECK(config.channel_alias.origin == "CONDA_CHANNEL_ALIAS");
  CHECK(config.channels.value == Strings{"pytorch", "conda-forge"});
  CHECK(config.channels.origin == "CONDA_CHANNELS");
  CHECK(config.channel_priority.value == ChannelPriority::strict);
  CHECK(config.channel_priority.origin == "CONDA_CHANNEL_PRIORITY");
  CHECK(config.subdir.value == "osx-arm64");
  CHECK(config.subdir.origin == "CONDA_SUBDIR");
  CHECK(config.active_prefix.value == "/opt/envs/a");
  CHECK(config.offline.value);
  CHECK(config.offline.origin == "CONDA_OFFLINE");
}

TEST_CASE("Etalon's own variables come before conda's", "[config]") {
  const Config config = config_of({{"CONDA_CHANNEL_ALIAS", "https://a"},
                                   {"ETALON_CHANNEL_ALIAS", "https://b"},
                                   {"CONDA_OFFLINE", "1"},
                                   {"ETALON_OFFLINE", "no"}});
  CHECK(config.channel_alias.value == "https://b");
  CHECK_FALSE(config.offline.value);
}

TEST_CASE("empty variables and relative XDG paths are as unset", "[config]") {
  const Config config = config_of({{"ETALON_HOME", ""},
                                   {"XDG_DATA_HOME", "share"},
                                   {"CONDA_SUBDIR", ""},
                                   {"CONDA_OFFLINE", ""}});
  CHECK(config.home.value == "/home/ada/.local/share/etalon");
  CHECK(config.subdir.source == ConfigSource::built_in);
}

TEST_CASE("channel priorities are read as conda reads them", "[config]") {
  const auto priority = [](const std::string& text) {
    return config_of({{"CONDA_CHANNEL_PRIORITY", text}}).channel_priority.value;
  };
  CHECK(priority("strict") == ChannelPriority::strict);
  CHECK(priority("Flexible") == ChannelPriority::flexible);
  CHECK(priority("disabled") == ChannelPriority::disabled);
  CHECK(priority("true") == ChannelPriority::flexible);
  CHECK(priority("false") == ChannelPriority::disabled);
}

TEST_CASE("a variable that makes no sense is refused by name", "[config]") {
  CHECK(refusal_of({{"ETALON_HOME", "data"}}).message() ==
        "ETALON_HOME is `data`, which is not an absolute path");
  CHECK(refusal_of({{"HOME", "here"}}).message() ==
        "HOME is `here`, which is not an absolute path");
  CHECK(refusal_of({{"CONDA_CHANNEL_PRIORITY", "loose"}}).message() ==
        "CONDA_CHANNEL_PRIORITY is `loose`, which is none of `strict`, `flexible` and `disabled`");
  CHECK(refusal_of({{"ETALON_OFFLINE", "maybe"}}).message() ==
        "ETALON_OFFLINE is `maybe`, which is neither `true` nor `false`");
  const Error alias = refusal_of({{"CONDA_CHANNEL_ALIAS", "mirror"}});
  CHECK(alias.message() == "CONDA_CHANNEL_ALIAS is `mirror`, which is no URL");
  CHECK(alias.hints() ==
        Strings{"set it to a URL such as `CONDA_CHANNEL_ALIAS=https://conda.anaconda.org`"});
  const Error subdir = refusal_of({{"CONDA_SUBDIR", "linux64"}});
  CHECK(subdir.message() == "cannot use CONDA_SUBDIR `linux64`");
  CHECK(subdir.causes().size() >= 1);
}

TEST_CASE("without any home there is no place for Etalon", "[config]") {
  const Error error = thrown_error([] { load_config({}); });
  CHECK(error.message() == "neither ETALON_HOME nor XDG_DATA_HOME nor HOME is set");
  CHECK(error.hints() == Strings{"set ETALON_HOME to the directory that Etalon may use"});
  CHECK(load_config({{"ETALON_HOME", "/e"}, {"ETALON_CACHE_HOME", "/c"}}).user_home.value.empty());
}
