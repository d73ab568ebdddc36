#include <etalon/config/setting_list.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

SettingDescription describe(const Config& config, const std::string& key) {
  for (const SettingDescription& setting : describe_settings(config)) {
    if (setting.key == key) {
      return setting;
    }
  }
  throw std::logic_error("no setting " + key);
}

Config built_in() {
  return load_config({{"HOME", "/home/ada"}}, ConfigFiles::ignored);
}

} // namespace

TEST_CASE("every setting is described, by name", "[config][list]") {
  const auto settings = describe_settings(built_in());
  CHECK(settings.size() == 20);
  CHECK(std::is_sorted(settings.begin(), settings.end(), [](const auto& a, const auto& b) {
    return a.key < b.key;
  }));
  for (const SettingDescription& setting : settings) {
    INFO(setting.key);
    CHECK(setting.origin == ConfigOrigin{});
    if (setting.shape == SettingShape::text || setting.shape == SettingShape::boolean) {
      REQUIRE(setting.items.size() == 1);
      CHECK(setting.items[0].values.size() == 1);
    }
  }
  CHECK(describe(built_in(), "channel_priority").items[0].values == Strings{"flexible"});
  CHECK(describe(built_in(), "ssl_verify").items[0].values == Strings{"true"});
  CHECK(describe(built_in(), "ssl_verify").shape == SettingShape::boolean);
  CHECK(describe(built_in(), "default_channels").items.size() == 2);
}

TEST_CASE("items say where they come from", "[config][list]") {
  Config config = built_in();
  config.channels = {{"a", "b"},
                     ConfigSource::environment,
                     "CONDA_CHANNELS",
                     {{ConfigSource::environment, "CONDA_CHANNELS"}, {ConfigSource::file, "/c:3"}}};
  const SettingDescription channels = describe(config, "channels");
  CHECK(channels.origin.text == "CONDA_CHANNELS");
  REQUIRE(channels.items.size() == 2);
  CHECK(channels.items[1].origin == ConfigOrigin{ConfigSource::file, "/c:3"});
  config.custom_multichannels.value = {{"m", {"x", "y"}}};
  CHECK(describe(config, "custom_multichannels").items[0].values == Strings{"x", "y"});
}

TEST_CASE("credentials are not described", "[config][list]") {
  Config config = built_in();
  config.channel_alias.value = "https://me:secret@h/t/tk-1";
  config.channels.value = {"https://h/t/tk-1/team"};
  config.proxy_servers.value = {{"http", "me:secret@proxy:8080"},
                                {"https", "http://me:secret@proxy:8080"},
                                {"all", "proxy:8080"}};
  CHECK(describe(config, "channel_alias").items[0].values == Strings{"https://h/t/<TOKEN>"});
  CHECK(describe(config, "channels").items[0].values == Strings{"https://h/t/<TOKEN>/team"});
  const auto proxies = describe(config, "proxy_servers").items;
  REQUIRE(proxies.size() == 3);
  CHECK(proxies[0].values == Strings{"proxy:8080"});
  CHECK(proxies[1].values == Strings{"proxy:8080"});
  CHECK(proxies[2].values == Strings{"http://proxy:8080"});
}
