#include <catch2/catch.hpp>
#include <support/etalon_home.hpp>
#include <support/loopback_server.hpp>

#include <algorithm>

using etalon::LoopbackServer;
using etalon::test::EtalonHome;
using Strings = std::vector<std::string>;

namespace {

// A channel in shards on a server: app 1 needs lib 1, app 2 lib 2; other has nothing to do with it.
class ShardedHome : public EtalonHome {
public:
  ShardedHome() {
    make_channel("world",
                 {{"app", "1.0", {"lib 1.*"}},
                  {"app", "2.0", {"lib 2.*"}},
                  {"lib", "1.0", {}},
                  {"lib", "2.0", {}},
                  {"other", "1.0", {"app"}}});
    REQUIRE(
        etalon({"channel", "index", "--shards", (home() / "channels/world").string()}).state.ok());
    m_server = std::make_unique<LoopbackServer>(home() / "channels/world");
  }

  [[nodiscard]] LoopbackServer& server() const { return *m_server; }

  [[nodiscard]] Strings words(Strings rest) const {
    const Strings start = {
        "create", "-n", "demo", "--dry-run", "-c", m_server->url(), "--override-channels"};
    rest.insert(rest.begin(), start.begin(), start.end());
    return rest;
  }

  [[nodiscard]] std::size_t requests_with(const std::string& text) const {
    const auto requests = m_server->requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const auto& request) {
          return request.path.find(text) != std::string::npos;
        }));
  }

private:
  std::unique_ptr<LoopbackServer> m_server;
};

} // namespace

TEST_CASE("a solve fetches the shards that it can reach, once", "[cli][shards]") {
  const ShardedHome home;
  CHECK(home.json(home.words({"app"})).at("packages").size() == 2);
  CHECK(home.requests_with("repodata_shards") == 2); // linux-64 and noarch
  CHECK(home.requests_with("/shards/") == 2);
  CHECK(home.requests_with("repodata.json") == 0);
  const auto asked = home.server().requests().size();

  CHECK(home.json(home.words({"app=1"})).at("packages").size() == 2);
  CHECK(home.json(home.words({"app", "--offline"})).at("packages").size() == 2);
  CHECK(home.server().requests().size() == asked);

  CHECK(home.json(home.words({"other"})).at("packages").size() == 3);
  CHECK(home.requests_with("/shards/") == 3);
  CHECK(home.server().requests().size() == asked + 1);
}

TEST_CASE("the answer from shards is that from the whole list", "[cli][shards]") {
  const ShardedHome home;
  const auto from_shards = home.json(home.words({"other", "app=1"})).at("packages");
  home.write("user/.condarc", "repodata_use_shards: false\n");
  CHECK(home.json(home.words({"other", "app=1"})).at("packages") == from_shards);
  CHECK(home.requests_with("repodata.json.zst") == 2);
}

TEST_CASE("offline a shard that was never fetched is told", "[cli][shards]") {
  const ShardedHome home;
  home.json(home.words({"app"}));
  const auto refused = home.etalon(home.words({"other", "--offline"}));
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error.find("the records of `other` are in no cache, and the network is "
                                    "not to be used\n") != std::string::npos);
  CHECK(refused.standard_error.find("hint: fetch them once without --offline, CONDA_OFFLINE and "
                                    "ETALON_OFFLINE\n") != std::string::npos);
}

TEST_CASE("a name that no channel in shards has is told as ever", "[cli][shards]") {
  const ShardedHome home;
  const auto refused = home.etalon(home.words({"appp"}));
  CHECK(refused.state.code == 1);
  CHECK(refused.standard_error.find("did you mean `app`?") != std::string::npos);
  CHECK(home.requests_with("/shards/") == 0);
}

TEST_CASE("search fetches the shards of the names it shows", "[cli][shards]") {
  const ShardedHome home;
  const Strings start = {"search", "-c", home.server().url(), "--override-channels"};
  const auto found = [&](const std::string& spec) {
    Strings words = start;
    words.push_back(spec);
    return home.json(words).at("packages").size();
  };
  CHECK(found("app") == 2);
  CHECK(home.requests_with("/shards/") == 1);
  CHECK(found("*") == 5);
  CHECK(home.requests_with("/shards/") == 3);
}

TEST_CASE("a shard with other bytes than the list says is refused", "[cli][shards]") {
  const ShardedHome home;
  home.server().add_fault("/linux-64/shards/*", "corrupt");
  const auto refused = home.etalon(home.words({"app"}));
  CHECK(refused.state.code == 4);
  CHECK(refused.standard_error.find("error: cannot read the records of `app` in channel `" +
                                    home.server().url() + "`: `" + home.server().url() +
                                    "/linux-64/shards/") == 0);
  CHECK(refused.standard_error.find(
            "caused by: its SHA-256 is not the one that the list of shards gives\n") !=
        std::string::npos);
}

TEST_CASE("hints know the names of channels in shards, and try what was fetched of them",
          "[cli][shards][hints]") {
  const ShardedHome home;
  home.json(home.words({"app"})); // app and lib are in the cache, other is known by name
  const std::string url = home.server().url();
  home.make_channel("local", {{"user", "1.0", {"app"}}, {"user", "2.0", {"other"}}});
  const auto refusal_of = [&](const std::string& spec) {
    const auto output =
        home.etalon({"create", "-n", "demo", "--dry-run", "--json", "-c", "local", spec});
    CHECK(output.state.code == 1);
    return nlohmann::json::parse(output.standard_output);
  };
  const auto asked = home.server().requests().size();

  const auto fetched = refusal_of("user=1").at("hints").at(0);
  CHECK(fetched.at("kind") == "add_channel");
  CHECK(fetched.at("channel") == url);
  CHECK(fetched.at("outcome") == "enough");

  const auto known = refusal_of("user=2").at("hints").at(0);
  CHECK(known.at("channel") == url);
  CHECK(known.at("outcome") == "untried");
  CHECK(known.at("text") ==
        "channel `" + url + "` has `other`: try -c " + url +
            " (whether that is enough could not be told from what is in the cache)");

  CHECK(home.server().requests().size() == asked);
}

TEST_CASE("a channel that is in the cache is tried beside one in shards", "[cli][shards][hints]") {
  const ShardedHome home;
  home.make_channel("local", {{"extra", "1.0", {"other"}}, {"simple", "1.0", {"app"}}});
  home.json({"create",
             "-n",
             "demo",
             "--dry-run",
             "-c",
             "local",
             "--no-deps",
             "--json",
             "-c",
             home.server().url(),
             "simple"});
  const auto hint_for = [&](const std::string& spec) {
    const auto output = home.etalon(home.words({"--json", spec}));
    CHECK(output.state.code == 1);
    return nlohmann::json::parse(output.standard_output).at("hints").at(0);
  };
  CHECK(hint_for("simple").at("outcome") == "enough");
  // What `extra` needs of the channel in shards has not been fetched: no verdict, and no failure.
  CHECK(hint_for("extra").at("outcome") == "untried");
  CHECK(hint_for("extra").at("channel") == "local");
}
