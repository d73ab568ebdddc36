#include <catch2/catch.hpp>
#include <config/config_layer.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

ConfigLayer parse(std::string_view yaml) {
  return parse_config_layer(yaml, "/c", {{"HOME", "/home/ada"}, {"TOKEN", "tk-1"}});
}

Error refusal_of(std::string_view yaml) {
  Error error = thrown_error([&] { parse(yaml); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.causes().empty());
  return error;
}

void check_refusal(std::string_view yaml, const std::string& message, const std::string& hint) {
  const Error error = refusal_of(yaml);
  CHECK(error.message() == message);
  CHECK(error.hints() == Strings{hint});
}

} // namespace

TEST_CASE("a file says what its keys are, and where", "[config][file]") {
  const ConfigLayer layer = parse("channels:\n"
                                  "  - conda-forge\n"
                                  "  - defaults\n"
                                  "offline: yes\n"
                                  "proxy_servers: {https: 'http://proxy:8080', http: null}\n"
                                  "changeps1: false\n");
  REQUIRE(layer.settings.size() == 3);
  const RawValue& channels = layer.settings[0];
  CHECK(channels.key == "channels");
  CHECK(channels.origin == ConfigOrigin{ConfigSource::file, "/c:1"});
  REQUIRE(channels.items.size() == 2);
  CHECK(channels.items[1].text == "defaults");
  CHECK(channels.items[1].origin.text == "/c:3");
  CHECK(channels.items[1].place == "/c:3:5");
  CHECK(layer.settings[1].text == "yes");
  REQUIRE(layer.settings[2].items.size() == 2);
  CHECK(layer.settings[2].items[0].key == "https");
  CHECK(layer.settings[2].items[0].text == "http://proxy:8080");
  CHECK(layer.settings[2].items[1].text.empty());
  REQUIRE(layer.other_keys.size() == 1);
  CHECK(layer.other_keys[0].first == "changeps1");
  CHECK(layer.other_keys[0].second.text == "/c:6");
}

TEST_CASE("an empty file, or a key without value, says nothing", "[config][file]") {
  CHECK(parse("").settings.empty());
  CHECK(parse("# nothing\n").settings.empty());
  CHECK(parse("channels:\noffline: ~\n").settings.empty());
}

TEST_CASE("conda's other names of a key are understood", "[config][file]") {
  const ConfigLayer layer = parse("verify_ssl: false\nenvs_path: [/e]\nchannel: [a]\n");
  REQUIRE(layer.settings.size() == 3);
  CHECK(layer.settings[0].key == "ssl_verify");
  CHECK(layer.settings[1].key == "envs_dirs");
  CHECK(layer.settings[2].key == "channels");
}

TEST_CASE("marks stand in comments behind keys and items", "[config][file]") {
  const ConfigLayer layer = parse("channels:  #!final\n"
                                  "  - a  #!top\n"
                                  "  - b  # !bottom\n"
                                  "  - c  # kept at the #!top\n"
                                  "  - 'd#!top'\n"
                                  "pkgs_dirs: [/p, /q]  #!final\n"
                                  "proxy_servers:\n"
                                  "  https: p  #!final\n");
  const RawValue& channels = layer.settings[0];
  CHECK(channels.flag == MergeFlag::final_word);
  CHECK(channels.items[0].flag == MergeFlag::top);
  CHECK(channels.items[1].flag == MergeFlag::bottom);
  CHECK(channels.items[3].text == "d#!top");
  CHECK(channels.items[3].flag == MergeFlag::none);
  CHECK(layer.settings[1].flag == MergeFlag::final_word);
  CHECK(layer.settings[1].items[0].flag == MergeFlag::none);
  CHECK(layer.settings[2].flag == MergeFlag::none);
  CHECK(layer.settings[2].items[0].flag == MergeFlag::final_word);
}

TEST_CASE("variables are put in where they are set", "[config][file]") {
  const Variables variables = {{"TOKEN", "tk-1"}, {"A_B", "ab"}};
  CHECK(expand_variables("https://h/t/${TOKEN}/c", variables) == "https://h/t/tk-1/c");
  CHECK(expand_variables("$A_B/$TOKEN$", variables) == "ab/tk-1$");
  CHECK(expand_variables("${UNSET}/$UNSET-$", variables) == "${UNSET}/$UNSET-$");
  CHECK(expand_variables("${TOKEN", variables) == "${TOKEN");
  CHECK(expand_variables("$${TOKEN}", variables) == "$tk-1");
  CHECK(parse("channel_alias: https://h/t/$TOKEN\n").settings[0].text == "https://h/t/tk-1");
}

TEST_CASE("variables are settings of two layers", "[config][variable]") {
  const auto layers = config_layers_of({{"CONDA_CHANNELS", "a, b,,"},
                                        {"CONDA_ENVS_PATH", "/x:/y"},
                                        {"CONDA_PINNED_PACKAGES", "a=1&b>2,<3"},
                                        {"ETALON_VERIFY_SSL", "false"},
                                        {"ETALON_CUSTOM_CHANNELS", "no form for a map"},
                                        {"CONDA_OFFLINE", ""}});
  REQUIRE(layers.size() == 2);
  REQUIRE(layers[0].settings.size() == 3);
  CHECK(layers[0].settings[0].items.size() == 2);
  CHECK(layers[0].settings[0].items[1].text == "b");
  CHECK(layers[0].settings[0].items[1].origin.text == "CONDA_CHANNELS");
  CHECK(layers[0].settings[1].key == "envs_dirs");
  CHECK(layers[0].settings[1].items[1].text == "/y");
  CHECK(layers[0].settings[2].items[1].text == "b>2,<3");
  REQUIRE(layers[1].settings.size() == 1);
  CHECK(layers[1].settings[0].key == "ssl_verify");
}

TEST_CASE("a value of the wrong shape is refused with its place", "[config][file]") {
  const std::string list_hint = "write one item a line below the key, each after a `-`";
  const std::string map_hint = "write one item a line below the key, each as `NAME: VALUE`";
  const std::string text_hint = "put quotes round a text that holds `: ` or starts with `[` or `{`";
  check_refusal("- a\n",
                "/c:1:1: the file holds a list, not a map",
                "write one setting a line, for example `channel_priority: strict`");
  check_refusal("channels: conda-forge\n", "/c:1:11: `channels` is a text, not a list", list_hint);
  check_refusal(
      "\nproxy_servers: [a]\n", "/c:2:16: `proxy_servers` is a list, not a map", map_hint);
  check_refusal("channel_alias: {a: b}\n",
                "/c:1:16: `channel_alias` is a map, not a text",
                "write it behind the key: `channel_alias: VALUE`");
  check_refusal("offline: [true]\n",
                "/c:1:10: `offline` is a list, not `true` or `false`",
                "write it behind the key: `offline: VALUE`");
  check_refusal(
      "channels:\n  - a: b\n", "/c:2:5: item 1 of `channels` is a map, not a text", text_hint);
  check_refusal(
      "channels:\n  - a\n  -\n", "/c:2:3: item 2 of `channels` is empty", "delete the lone `-`");
  check_refusal("custom_channels:\n  a: [b]\n",
                "/c:2:6: `a` of `custom_channels` is a list, not a text",
                text_hint);
  check_refusal("custom_multichannels:\n  a: b\n",
                "/c:2:6: `a` of `custom_multichannels` is a text, not a list",
                list_hint);
  check_refusal("custom_channels:\n  [a]: b\n",
                "/c:2:3: a key of `custom_channels` is a list, not a text",
                text_hint);
}

TEST_CASE("a key that is given twice is refused", "[config][file]") {
  check_refusal(
      "channels: [a]\nchannels: [b]\n", "/c:2:1: `channels` is given twice", "join the two");
  check_refusal(
      "envs_dirs: [/a]\nenvs_path: [/b]\n", "/c:2:1: `envs_dirs` is given twice", "join the two");
  check_refusal("custom_channels:\n  a: https://x\n  a: https://y\n",
                "/c:3:3: `a` is given twice in `custom_channels`",
                "join the two");
  CHECK(parse("other: 1\nother: 2\n").other_keys.size() == 2);
}

TEST_CASE("what is no YAML, or too much of it, is refused", "[config][file]") {
  const std::string hint = "check the indentation of this line and of those above it";
  check_refusal("channels: [a\n", "/c:2:1: invalid YAML: end of sequence flow not found", hint);
  check_refusal("a: 1\n---\nb: 2\n",
                "/c:3:1: a second document",
                "delete the line `---` and what follows it");
  check_refusal(",channels: [a]\n", "/c:1:1: there is no key here", "write `KEY: VALUE`");
  CHECK(refusal_of("channels: " + std::string(5000, '[')).message() ==
        "/c:1:1: lists and maps are nested too deeply");
  CHECK(refusal_of(std::string((1U << 20U) + 1, '#')).message() ==
        "/c: the file is larger than 1 MiB");
  CHECK(refusal_of("channels: [\"a\\0b\"]\n").message() ==
        "/c:1:12: item 1 of `channels` holds a NUL");
  std::string bomb = "x: &a " + std::string(500'000, 'x') + "\nchannels:\n";
  for (int i = 0; i < 10; ++i) {
    bomb += "  - *a\n";
  }
  CHECK(refusal_of(bomb).message() ==
        "/c:1:4: the texts of the file, aliases resolved, sum up to more than 4 MiB");
}
