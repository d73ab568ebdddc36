#include <etalon/config/channel_resolution.hpp>
#include <etalon/util/file_system.hpp>
#include <etalon/util/url.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

// A home of Etalon with a local channel `local`, and a manifest's folder beside it.
class ChannelHome {
public:
  ChannelHome() {
    m_files->create_directories(config.channels_directory() / "local");
    m_files->create_directories(manifests() / "chan nel");
    m_files->create_directories(m_root.path() / "user" / "own");
  }

  [[nodiscard]] std::filesystem::path manifests() const { return m_root.path() / "manifests"; }

  [[nodiscard]] Channel resolve(std::string_view written) const {
    return resolve_channel(written, config, manifests());
  }

  [[nodiscard]] const std::filesystem::path& root() const { return m_root.path(); }

private:
  std::unique_ptr<FileSystem> m_files = make_posix_file_system();
  TemporaryDirectory m_root{*m_files, std::filesystem::temp_directory_path(), "etalon-channels"};

public:
  Config config = load_config({{"ETALON_HOME", (m_root.path() / "home").string()},
                               {"HOME", (m_root.path() / "user").string()}},
                              ConfigFiles::ignored);
};

Error refusal_of(const ChannelHome& home, std::string_view written) {
  return thrown_error([&] { static_cast<void>(home.resolve(written)); });
}

} // namespace

TEST_CASE("a name is served below the channel alias", "[config][channel]") {
  const ChannelHome home;
  CHECK(home.resolve("conda-forge") ==
        Channel{"conda-forge", "https://conda.anaconda.org/conda-forge"});
  CHECK(home.resolve(" nvidia/label/cuda-11.8.0 ") ==
        Channel{"nvidia/label/cuda-11.8.0", "https://conda.anaconda.org/nvidia/label/cuda-11.8.0"});
  CHECK(home.resolve("conda-forge/") == home.resolve("conda-forge"));
  CHECK(home.resolve("conda-forge/linux-64") == home.resolve("conda-forge"));
  CHECK(home.resolve("conda-forge/noarch/") == home.resolve("conda-forge"));
  CHECK(home.resolve("team/linux-tools").name == "team/linux-tools");
  CHECK(home.resolve("team/my-64").name == "team/my-64");
  CHECK(home.resolve("team/linux").name == "team/linux");
}

TEST_CASE("conda's own channels are served by Anaconda", "[config][channel]") {
  const ChannelHome home;
  CHECK(home.resolve("pkgs/main") == Channel{"pkgs/main", "https://repo.anaconda.com/pkgs/main"});
  CHECK(home.resolve("https://repo.anaconda.com/pkgs/main/linux-64").name == "pkgs/main");
  const auto defaults = resolve_channels("defaults", home.config, home.manifests());
  REQUIRE(defaults.size() == 2);
  CHECK(defaults[0].name == "pkgs/main");
  CHECK(defaults[1] == Channel{"pkgs/r", "https://repo.anaconda.com/pkgs/r"});
  CHECK(resolve_channels("nodefaults", home.config, home.manifests()).empty());
  CHECK(resolve_channels("conda-forge", home.config, home.manifests()).size() == 1);
}

TEST_CASE("defaults is what default_channels say", "[config][channel]") {
  ChannelHome home;
  home.config.default_channels.value = {"https://mirror.example.org/pkgs/main", "own"};
  const auto defaults = resolve_channels("defaults", home.config, home.manifests());
  REQUIRE(defaults.size() == 2);
  CHECK(defaults[0] == Channel{"pkgs/main", "https://mirror.example.org/pkgs/main"});
  CHECK(defaults[1] == Channel{"own", "https://conda.anaconda.org/own"});
  CHECK(home.resolve("pkgs/main").url == "https://mirror.example.org/pkgs/main");
  CHECK(home.resolve("pkgs/r").url == "https://repo.anaconda.com/pkgs/r");
}

TEST_CASE("custom channels lie below their URL, and so do names below theirs",
          "[config][channel]") {
  ChannelHome home;
  home.config.custom_channels.value = {{"corp", "https://me:pw@corp.example.org/conda/"},
                                       {"corp/label/dev", "https://dev.example.org"},
                                       {"disk", "/srv/channels"},
                                       {"mine", "~/channels"},
                                       {"local", "https://example.org"}};
  CHECK(home.resolve("corp") == Channel{"corp", "https://me:pw@corp.example.org/conda/corp"});
  CHECK(home.resolve("corp/linux-64").url == "https://me:pw@corp.example.org/conda/corp");
  CHECK(home.resolve("corp/label/main").url ==
        "https://me:pw@corp.example.org/conda/corp/label/main");
  CHECK(home.resolve("corp/label/dev").url == "https://dev.example.org/corp/label/dev");
  CHECK(home.resolve("corporation").url == "https://conda.anaconda.org/corporation");
  CHECK(home.resolve("disk").url == "file:///srv/channels/disk");
  CHECK(home.resolve("mine").url == file_url_from_path(home.root() / "user" / "channels" / "mine"));
  CHECK(home.resolve("https://corp.example.org/conda/corp/label/x").name == "corp/label/x");
  CHECK(home.resolve("https://corp.example.org/conda/corporation").name ==
        "https://corp.example.org/conda/corporation");
  CHECK(home.resolve("local").url ==
        file_url_from_path(home.config.channels_directory() / "local"));
}

TEST_CASE("a custom list stands for its channels", "[config][channel]") {
  ChannelHome home;
  home.config.custom_multichannels.value = {
      {"ours", {"corp", "https://mirror.example.org/conda-forge"}}, {"bad", {"a b"}}};
  const auto ours = resolve_channels("ours", home.config, home.manifests());
  REQUIRE(ours.size() == 2);
  CHECK(ours[0].url == "https://conda.anaconda.org/corp");
  CHECK(ours[1] == Channel{"conda-forge", "https://mirror.example.org/conda-forge"});
  CHECK(home.resolve("conda-forge").url == "https://mirror.example.org/conda-forge");
  CHECK(refusal_of(home, "ours").message() == "`ours` stands for a list of channels, not for one");
  const Error bad = thrown_error(
      [&] { static_cast<void>(resolve_channels("bad", home.config, home.manifests())); });
  CHECK(bad.message() == "cannot use the channels of `bad`");
  CHECK(bad.causes() == Strings{"`a b` is no channel"});
}

TEST_CASE("a URL is itself, with the short name where the alias has one", "[config][channel]") {
  const ChannelHome home;
  CHECK(home.resolve("https://example.org/c/linux-64/") ==
        Channel{"https://example.org/c", "https://example.org/c"});
  CHECK(home.resolve("https://conda.anaconda.org/pytorch").name == "pytorch");
  CHECK(home.resolve("https://mirror.example.org/conda-forge").url ==
        "https://mirror.example.org/conda-forge");
  const Channel secret = home.resolve("https://me:pw@conda.anaconda.org/t/tk-1/team");
  CHECK(secret.name == "team");
  CHECK(secret.url == "https://me:pw@conda.anaconda.org/t/tk-1/team");
  CHECK(home.resolve("https://me:pw@example.org/t/tk-1/c").name == "https://example.org/c");
  CHECK(home.resolve("file:///srv/channel").url == "file:///srv/channel");
}

TEST_CASE("another alias serves the names", "[config][channel]") {
  ChannelHome home;
  home.config.channel_alias.value = "http://127.0.0.1:8080/get";
  CHECK(home.resolve("conda-forge").url == "http://127.0.0.1:8080/get/conda-forge");
  CHECK(home.resolve("http://127.0.0.1:8080/get/pytorch").name == "pytorch");
  CHECK(home.resolve("https://conda.anaconda.org/pytorch").name ==
        "https://conda.anaconda.org/pytorch");
}

TEST_CASE("a local channel comes before the alias and keeps its name", "[config][channel]") {
  const ChannelHome home;
  const Channel channel = home.resolve("local");
  CHECK(channel.name == "local");
  CHECK(channel.url == file_url_from_path(home.config.channels_directory() / "local"));
}

TEST_CASE("a path starts from the manifest's folder", "[config][channel]") {
  const ChannelHome home;
  const std::string url = file_url_from_path(home.manifests() / "chan nel");
  CHECK_THAT(url, Catch::Matchers::EndsWith("chan%20nel"));
  CHECK(home.resolve("./chan nel") == Channel{url, url});
  CHECK(home.resolve("./chan nel/noarch/").url == url);
  CHECK(home.resolve("../manifests/chan nel").url == url);
  CHECK(home.resolve((home.manifests() / "chan nel").string()).url == url);
  CHECK(home.resolve(".").url == file_url_from_path(home.manifests()));
  CHECK(home.resolve("~/own").url == file_url_from_path(home.root() / "user" / "own"));
}

TEST_CASE("a local channel that does not exist is named", "[config][channel]") {
  const ChannelHome home;
  const Error path = refusal_of(home, "./gone");
  CHECK(path.kind() == ErrorKind::not_found);
  CHECK(path.message() == "cannot find the channel `./gone`");
  CHECK(path.causes() ==
        Strings{"there is no folder `" + (home.manifests() / "gone").string() + "`"});
  CHECK(path.hints() == Strings{"a relative path starts from `" + home.manifests().string() + "`"});
  const Error debian = refusal_of(home, "debian");
  CHECK(debian.kind() == ErrorKind::not_found);
  CHECK(debian.message() == "channel `debian` has not been made yet");
  CHECK(debian.hints() ==
        Strings{"make it with `debian-channel` (tools/debian-channel in the source tree)"});
}

TEST_CASE("what cannot be a channel is refused", "[config][channel]") {
  ChannelHome home;
  for (const char* written : {"",
                              "a b",
                              "../../etc/$x",
                              "a/../b",
                              "a//b",
                              "*",
                              "con da",
                              "x@y",
                              "-\x01",
                              "C:\\channel"}) {
    CAPTURE(written);
    const Error error = refusal_of(home, written);
    if (error.kind() == ErrorKind::not_found) { // a path that is not there
      CHECK(std::string_view(written).starts_with("../"));
      continue;
    }
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.message() == "`" + std::string(written) + "` is no channel");
    CHECK(error.hints() ==
          Strings{"write a name such as `conda-forge`, a URL, or a path that starts with `./`"});
  }
  const Error defaults = refusal_of(home, "defaults");
  CHECK(defaults.message() == "`defaults` stands for a list of channels, not for one");
  CHECK(defaults.hints() == Strings{"name one channel, such as `pkgs/main`"});
  home.config.user_home.value.clear();
  CHECK(refusal_of(home, "~/own").message() == "cannot find the channel `~/own`: HOME is not set");
}
