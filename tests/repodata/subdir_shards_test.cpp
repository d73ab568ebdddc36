#include "shard_fixture.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using Strings = std::vector<std::string>;

TEST_CASE("of a channel in shards the list alone is fetched at first", "[repodata][shards]") {
  ShardFixture f;
  const RecordIndex index = f.refresh();
  CHECK(index.is_sharded());
  CHECK(index.names() == Strings{"openssl", "python", "unrelated"});
  CHECK(index.record_count() == 0);
  CHECK(index.has_name("python"));
  CHECK_FALSE(index.is_loaded("python"));
  CHECK(index.is_loaded("absent"));
  CHECK(index.records("absent").empty());
  CHECK(f.server.requests().size() == 1);
  const Error error = thrown_error([&] { static_cast<void>(index.records("python")); });
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.message() == "the records of `python` in channel `chan` have not been fetched");
  CHECK(f.cache.find_fresh(f.channel, "linux-64"));
}

TEST_CASE("an index gets what it lacks from its supply", "[repodata][shards]") {
  ShardFixture f;
  RecordIndex index = f.refresh();
  f.refresh("noarch");
  Strings asked;
  index.set_supply({[&](const Strings& names) {
                      asked.insert(asked.end(), names.begin(), names.end());
                      return std::move(f.load(names)[0]);
                    },
                    nullptr});
  CHECK(index.records("openssl").size() == 2);
  CHECK(index.records("openssl").size() == 2);
  CHECK(asked == Strings{"openssl"});
  index.load({"openssl", "python", "unrelated", "absent"});
  CHECK(asked == Strings{"openssl", "python", "unrelated"});
  CHECK(index.records("python").size() == 2);
}

TEST_CASE("an unchanged list of shards is not sent again; unchanged shards neither",
          "[repodata][shards]") {
  ShardFixture f;
  f.server.add_header(f.linux64.list_path(), "Cache-Control: max-age=0");
  const std::string content = f.refresh().content_id();
  f.refresh("noarch");
  f.load({"python"});
  CHECK_FALSE(f.cache.find_fresh(f.channel, "linux-64"));
  const RecordIndex same = f.refresh();
  CHECK(f.server.requests().back().headers.count("if-none-match") == 1);
  CHECK(same.content_id() == content);
  CHECK(same.is_loaded("python"));

  f.linux64.add("python", {{"3.13", {}}});
  f.linux64.add("new", {{"1", {}}});
  f.linux64.serve();
  const RecordIndex changed = f.refresh();
  CHECK(changed.content_id() != content);
  CHECK(changed.names() == Strings{"new", "openssl", "python", "unrelated"});
  CHECK(changed.is_loaded("openssl"));
  CHECK(changed.records("openssl").size() == 2);
  CHECK_FALSE(changed.is_loaded("python"));
  CHECK(f.load({"python"})[0].records("python").at(0).package.version.to_string() == "3.13");
}

TEST_CASE("a server without shards is not asked for them each time", "[repodata][shards]") {
  ShardFixture f;
  const std::string other = "/chan/osx-64/";
  f.server.set_body(other + "repodata.json.zst", zstd_compressed("{}"));
  CHECK_FALSE(f.refresh("osx-64").is_sharded());
  f.refresh("osx-64");
  CHECK(f.server.requests_for(other + "repodata_shards.msgpack.zst") == 1);
  CHECK(f.server.requests_for(other + "repodata.json.zst") == 2);

  nlohmann::json state = nlohmann::json::parse(read_file(f.cached("chan-osx-64", ".json")));
  state["shards_missed_ms"] = state["shards_missed_ms"].get<std::int64_t>() - 8LL * 24 * 3600'000;
  f.scratch.files().write_file(f.cached("chan-osx-64", ".json"), state.dump());
  f.refresh("osx-64");
  CHECK(f.server.requests_for(other + "repodata_shards.msgpack.zst") == 2);
}

TEST_CASE("shards can be turned off", "[repodata][shards]") {
  ShardFixture f;
  f.server.set_body(
      "/chan/linux-64/repodata.json",
      R"({"packages": {"a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0"}}})");
  f.refresh();
  SubdirCache whole(f.scratch.files(), f.scratch / "cache/repodata-v1", ShardUse::never);
  CHECK_FALSE(whole.find_fresh(f.channel, "linux-64"));
  const RecordIndex index = whole.refresh(*f.client, f.channel, "linux-64", nullptr, k_token);
  CHECK_FALSE(index.is_sharded());
  CHECK(index.names() == Strings{"a"});
  CHECK(f.server.requests_for(f.linux64.list_path()) == 1);
  CHECK(whole.find_fresh(f.channel, "linux-64"));
}

TEST_CASE("an index that turns out to be damaged is made again", "[repodata][shards]") {
  ShardFixture f;
  for (int i = 0; i < 4000; ++i) { // so that there are blocks that opening does not look at
    f.linux64.add_hash("filler" + std::to_string(i), std::string(64, '0'));
  }
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  f.load({"python"});
  const std::filesystem::path path = f.cached("chan-linux-64", ".index");
  std::string bytes = read_file(path);
  REQUIRE(bytes.size() > 250'000);
  for (std::size_t i = bytes.size() - 235'000; i < bytes.size() - 165'000; i += 64) {
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
  }
  f.scratch.files().write_file(path, bytes);
  RecordIndex index = RecordIndex::open(path).value();
  SECTION("by load_shards") {
    CHECK(f.load({"python"})[0].records("python").size() == 2);
  }
  SECTION("by its supply") {
    int rebuilt = 0;
    index.set_supply({[&](const Strings& names) { return std::move(f.load(names)[0]); },
                      [&] {
                        ++rebuilt;
                        return f.cache.rebuild(*f.client, f.both()[0], nullptr, k_token);
                      }});
    CHECK(index.records("python").size() == 2);
    CHECK(index.names().size() == 4003);
    CHECK(rebuilt == 1);
  }
  CHECK(f.cache.find_fresh(f.channel, "linux-64"));
}

TEST_CASE("a whole index that is damaged is made again by its supply", "[repodata][cache]") {
  ShardFixture f;
  f.channel.url = "file://" + (f.scratch / "local").native();
  f.scratch.write(
      "local/linux-64/repodata.json",
      R"({"packages": {"a-1-0.tar.bz2": {"name": "a", "version": "1", "build": "0"}}})");
  f.refresh();
  const std::filesystem::path path = f.cached("chan-linux-64", ".index");
  std::string bytes = read_file(path);
  bytes[1] = static_cast<char>(bytes[1] ^ 1);
  f.scratch.files().write_file(path, bytes);
  std::optional<RecordIndex> index = RecordIndex::open(path);
  if (index) {
    index->set_supply(
        {nullptr, [&] { return f.cache.rebuild(*f.client, f.both()[0], nullptr, k_token); }});
    CHECK(index->names() == Strings{"a"});
  }
  CHECK(f.cache.rebuild(*f.client, f.both()[0], nullptr, k_token).records("a").size() == 1);
}

TEST_CASE("many processes may load shards at once", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool good = true;
      try {
        const auto client = make_curl_http_client({});
        const std::vector<RecordIndex> indexes =
            f.cache.load_shards(*client,
                                f.both(),
                                {i % 2 == 0 ? "python" : "unrelated"},
                                ShardReach::dependencies,
                                nullptr,
                                k_token);
        good = indexes[0].records("python").size() == 2 && indexes[1].records("wheel").size() == 1;
      } catch (const Error&) {
        good = false;
      }
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(f.shards_fetched() == 6);
  CHECK(f.cache.find_fresh(f.channel, "linux-64")->is_loaded("unrelated"));
}
