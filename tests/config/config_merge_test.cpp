#include <catch2/catch.hpp>
#include <config/config_merge.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

// Files, weakest first.
class Layers {
public:
  explicit Layers(const Strings& files) {
    for (const std::string& yaml : files) {
      m_layers.push_back(parse_config_layer(yaml, "/" + std::to_string(m_layers.size()), {}));
    }
  }

  [[nodiscard]] Strings list(const std::string& key) const {
    Strings texts;
    for (const RawValue* item : merge_lists(find_matches(m_layers, key))) {
      texts.push_back(item->text);
    }
    return texts;
  }

  [[nodiscard]] std::string text(const std::string& key) const {
    const RawValue* value = merge_texts(find_matches(m_layers, key));
    return value == nullptr ? "" : value->text;
  }

  [[nodiscard]] std::map<std::string, std::string> map(const std::string& key) const {
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : merge_maps(find_matches(m_layers, key))) {
      texts[name] = value->text;
    }
    return texts;
  }

  [[nodiscard]] const std::vector<ConfigLayer>& layers() const { return m_layers; }

private:
  std::vector<ConfigLayer> m_layers;
};

} // namespace

TEST_CASE("of plain values the strongest counts", "[config][merge]") {
  CHECK(Layers({"subdir: a", "subdir: b", "offline: true"}).text("subdir") == "b");
  CHECK(Layers({"offline: true"}).text("subdir").empty());
  CHECK(Layers({"subdir: a", "subdir: b  #!final", "subdir: c  #!final"}).text("subdir") == "b");
}

TEST_CASE("lists are joined, the strongest first, each item once", "[config][merge]") {
  CHECK(Layers({"channels: [a, b]", "channels: [c, a]"}).list("channels") ==
        Strings{"c", "a", "b"});
}

TEST_CASE("final, top and bottom change the order of lists", "[config][merge]") {
  CHECK(Layers({"channels:  #!final\n  - a\n", "channels: [b]"}).list("channels") == Strings{"a"});
  CHECK(
      Layers({"channels: [z]", "channels:  #!final\n  - a\n", "channels: [b]"}).list("channels") ==
      Strings{"a", "z"});
  CHECK(Layers({"channels:\n  - a  #!top\n  - b\n", "channels:\n  - c\n  - d  #!top\n"})
            .list("channels") == Strings{"a", "d", "c", "b"});
  CHECK(Layers({"channels:\n  - a\n  - b\n", "channels:\n  - c  #!bottom\n  - d\n"})
            .list("channels") == Strings{"d", "a", "b", "c"});
  CHECK(
      Layers({"channels:\n  - a  #!bottom\n  - b\n", "channels:\n  - c  #!bottom\n  - d\n  - a\n"})
          .list("channels") == Strings{"d", "b", "c", "a"});
}

TEST_CASE("maps are joined key by key", "[config][merge]") {
  using Map = std::map<std::string, std::string>;
  CHECK(Layers({"proxy_servers: {http: a, https: b}", "proxy_servers: {https: c}"})
            .map("proxy_servers") == Map{{"http", "a"}, {"https", "c"}});
  CHECK(Layers({"proxy_servers:\n  http: a  #!final\n", "proxy_servers: {http: b, https: c}"})
            .map("proxy_servers") == Map{{"http", "a"}, {"https", "c"}});
  CHECK(Layers({"proxy_servers:  #!final\n  http: a\n", "proxy_servers: {https: c}"})
            .map("proxy_servers") == Map{{"http", "a"}});
}

TEST_CASE("the lists of a map are joined as lists are", "[config][merge]") {
  const Layers layers(
      {"custom_multichannels: {m: [a, b], n: [x]}", "custom_multichannels: {m: [c]}"});
  const auto merged = merge_maps_of_lists(find_matches(layers.layers(), "custom_multichannels"));
  REQUIRE(merged.size() == 2);
  REQUIRE(merged.at("m").size() == 3);
  CHECK(merged.at("m")[0]->text == "c");
  CHECK(merged.at("m")[2]->text == "b");
}
