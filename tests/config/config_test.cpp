#include <etalon/config/config.hpp>
#include <etalon/model/platform.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

namespace {

Config config_of(Variables environment) {
  environment.emplace("HOME", "/home/ada");
  return load_config(environment, ConfigFiles::ignored);
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

TEST_CASE("packages lie in the first package cache of conda that is writable", "[config]") {
  const ScratchDirectory scratch;
  const auto file = scratch.write("file", "");
  Config config = config_of({{"CONDA_PKGS_DIRS",
                              (file / "pkgs").string() + "," + (scratch / "a/pkgs").string() + "," +
                                  (scratch / "b").string()}});
  CHECK(config.package_cache() == scratch / "a/pkgs/etalon-pkgs-v1");
  config.pkgs_dirs.value = {file / "pkgs"};
  CHECK(config.package_cache() == "/home/ada/.local/share/etalon/pkgs-v1");
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

TEST_CASE("an answer is looked for five minutes, or as long as a variable says", "[config]") {
  CHECK(config_of({}).solve_timeout.value == std::chrono::minutes(5));
  const Config config = config_of({{"ETALON_SOLVE_TIMEOUT", "30"}});
  CHECK(config.solve_timeout.value == std::chrono::seconds(30));
  CHECK(config.solve_timeout.origin == "ETALON_SOLVE_TIMEOUT");
}

TEST_CASE("a date behind which nothing counts can be configured, and taken away again",
          "[config]") {
  CHECK_FALSE(config_of({}).exclude_newer.value);
  const Config config = config_of({{"ETALON_EXCLUDE_NEWER", "2024-05-01T12:00:00Z"}});
  CHECK(config.exclude_newer.value->last == 1714564800000);
  CHECK(config.exclude_newer.value->describe() ==
        "`exclude_newer: 2024-05-01T12:00:00Z` (ETALON_EXCLUDE_NEWER)");
  const Config none = config_of({{"ETALON_EXCLUDE_NEWER", "none"}});
  CHECK_FALSE(none.exclude_newer.value);
  CHECK(none.exclude_newer.origin == "ETALON_EXCLUDE_NEWER");
  const Error unread = refusal_of({{"ETALON_EXCLUDE_NEWER", "soon"}});
  CHECK(unread.message() == "ETALON_EXCLUDE_NEWER is `soon`, which is no date");
  CHECK(unread.hints().front() ==
        "write a date (`2024-05-01`), a time (`2024-05-01T12:00:00Z`) or how long ago (`7d`, "
        "`36h`, `2 weeks`)");
}

TEST_CASE("changes survive the process unless they are to survive more", "[config]") {
  CHECK(config_of({}).durability.value == etalon::Durability::process);
  CHECK(config_of({{"ETALON_DURABILITY", "power"}}).durability.value == etalon::Durability::power);
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
  const Error error = thrown_error([] { load_config({}, ConfigFiles::ignored); });
  CHECK(error.message() == "neither ETALON_HOME nor XDG_DATA_HOME nor HOME is set");
  CHECK(error.hints() == Strings{"set ETALON_HOME to the directory that Etalon may use"});
  CHECK(load_config({{"ETALON_HOME", "/e"}, {"ETALON_CACHE_HOME", "/c"}}, ConfigFiles::ignored)
            .user_home.value.empty());
}

namespace {

// A home whose configuration files are those that a test writes.
class FilesHome {
public:
  [[nodiscard]] Config load(Variables environment = {}) const {
    environment.emplace("HOME", m_scratch.path().string());
    return load_config(environment, ConfigFiles::read);
  }

  [[nodiscard]] Error refusal_of(const std::string& condarc) const {
    write(condarc);
    Error error = thrown_error([&] { static_cast<void>(load()); });
    CHECK(error.kind() == ErrorKind::usage);
    return error;
  }

  void write(const std::string& condarc) const {
    m_scratch.files().remove_file(file());
    m_scratch.write(".condarc", condarc);
  }

  [[nodiscard]] std::string file() const { return (m_scratch / ".condarc").string(); }

  [[nodiscard]] const ScratchDirectory& scratch() const { return m_scratch; }

private:
  ScratchDirectory m_scratch;
};

} // namespace

TEST_CASE("files are read, and every value says which one and where", "[config][file]") {
  const FilesHome home;
  home.write("channels: [conda-forge]\n"
             "channel_priority: strict\n"
             "ssl_verify: ~/ca.pem\n"
             "custom_channels:\n"
             "  corp: https://corp.example.org/conda\n"
             "custom_multichannels:\n"
             "  both: [corp, conda-forge]\n"
             "envs_dirs: [~/envs, /scratch/envs/]\n"
             "pinned_packages: ['numpy <2']\n"
             "add_pip_as_python_dependency: false\n"
             "repodata_use_shards: false\n"
             "unknown_key: 1\n");
  home.scratch().write(".config/etalon/config.yml", "channels: [pytorch]\nsubdir: osx-arm64\n");
  const Config config = home.load({{"CONDA_CHANNELS", "nvidia"}});
  const std::string own = (home.scratch() / ".config/etalon/config.yml").string();
  CHECK(config.channels.value == Strings{"nvidia", "pytorch", "conda-forge"});
  CHECK(config.channels.source == ConfigSource::environment);
  CHECK(config.channels.items ==
        std::vector<ConfigOrigin>{{ConfigSource::environment, "CONDA_CHANNELS"},
                                  {ConfigSource::file, own + ":1"},
                                  {ConfigSource::file, home.file() + ":1"}});
  CHECK(config.channel_priority.value == ChannelPriority::strict);
  CHECK(config.channel_priority.origin == home.file() + ":2");
  CHECK(config.ssl_verify.value.authorities == home.scratch() / "ca.pem");
  CHECK(config.custom_channels.value.at("corp") == "https://corp.example.org/conda");
  CHECK(config.custom_channels.items.at(0).text == home.file() + ":5");
  CHECK(config.custom_multichannels.value.at("both") == Strings{"corp", "conda-forge"});
  CHECK(config.envs_dirs.value ==
        std::vector<std::filesystem::path>{home.scratch() / "envs", "/scratch/envs"});
  CHECK(config.pinned_packages.value == Strings{"numpy <2"});
  CHECK_FALSE(config.add_pip_as_python_dependency.value);
  CHECK_FALSE(config.repodata_use_shards.value);
  CHECK(config.subdir.value == "osx-arm64");
  REQUIRE(config.other_keys.size() == 1);
  CHECK(config.other_keys[0].first == "unknown_key");
}

TEST_CASE("without files read only variables count", "[config][file]") {
  const FilesHome home;
  home.write("this: [is no YAML\n");
  const Config config =
      load_config({{"HOME", home.scratch().path().string()}}, ConfigFiles::ignored);
  CHECK(config.channels.value.empty());
}

TEST_CASE("ssl_verify is a word or a path", "[config][file]") {
  const auto check_of = [](const std::string& text) {
    return config_of({{"CONDA_SSL_VERIFY", text}}).ssl_verify.value;
  };
  CHECK(config_of({}).ssl_verify.value.mode == CertificateCheck::Mode::verify);
  CHECK(check_of("false").mode == CertificateCheck::Mode::skip);
  CHECK(check_of("True").mode == CertificateCheck::Mode::verify);
  CHECK(check_of("truststore").mode == CertificateCheck::Mode::verify);
  CHECK(check_of("truststore").authorities.empty());
  CHECK(check_of("/etc/ssl/corp.pem").authorities == "/etc/ssl/corp.pem");
  CHECK(check_of("~/corp.pem").authorities == "/home/ada/corp.pem");
}

TEST_CASE("a value of a file that makes no sense is refused with its place", "[config][file]") {
  const FilesHome home;
  const Error priority = home.refusal_of("\nchannel_priority: loose\n");
  CHECK(priority.message() ==
        home.file() +
            ":2:1: `channel_priority` is `loose`, which is none of `strict`, `flexible` and "
            "`disabled`");
  CHECK(home.refusal_of("offline: maybe\n").message() ==
        home.file() + ":1:1: `offline` is `maybe`, which is neither `true` nor `false`");
  CHECK(home.refusal_of("durability: disk\n").message() ==
        home.file() + ":1:1: `durability` is `disk`, which is neither `process` nor `power`");
  CHECK(home.refusal_of("solve_timeout: soon\n").message() ==
        home.file() + ":1:1: `solve_timeout` is `soon`, which is no number of seconds");
  CHECK(home.refusal_of("solve_timeout: -1\n").message() ==
        home.file() + ":1:1: `solve_timeout` is `-1`, which is no number of seconds");
  const Error alias = home.refusal_of("channel_alias: mirror\n");
  CHECK(alias.message() == home.file() + ":1:1: `channel_alias` is `mirror`, which is no URL");
  CHECK(alias.hints() ==
        Strings{"write a URL such as `channel_alias: https://conda.anaconda.org`"});
  CHECK(home.refusal_of("subdir: linux64\n").message() ==
        home.file() + ":1:1: cannot use `subdir: linux64`");
  const Error custom = home.refusal_of("custom_channels:\n  corp: conda\n");
  CHECK(custom.message() == home.file() + ":2:3: `corp` is `conda`, which is no URL");
  CHECK(custom.hints() == Strings{"write the URL below which the channel lies, for example `corp: "
                                  "https://example.org/channels`"});
  CHECK(home.refusal_of("channel_alias: 'me:secret@x'\n").message().find("secret") ==
        std::string::npos);
}

TEST_CASE("a file that cannot be read is named", "[config][file]") {
  const ScratchDirectory scratch;
  scratch.files().create_symlink("/proc/self/mem", scratch / ".condarc");
  const Error error = thrown_error([&] {
    load_config({{"HOME", scratch.path().string()}}, ConfigFiles::read);
  });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() ==
        "cannot read the configuration file `" + (scratch / ".condarc").string() + "`");
}
