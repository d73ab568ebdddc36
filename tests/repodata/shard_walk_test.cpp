#include "shard_fixture.hpp"

#include <catch2/catch.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

TEST_CASE("shards are fetched as far as names can reach, in all subdirs", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  const std::vector<RecordIndex> indexes = f.load({"python"});
  REQUIRE(indexes.size() == 2);
  REQUIRE(indexes[0].records("python").size() == 2);
  CHECK(indexes[0].records("python").at(1).package.version.to_string() == "3.11");
  CHECK(indexes[0].records("python").at(0).package.depends ==
        Strings{"openssl >=3", "__glibc >=2.17"});
  CHECK(indexes[0].records("python").at(0).package.sha256 == std::string(64, 'a'));
  CHECK(indexes[0].records("python").at(0).url ==
        f.server.url("/chan/linux-64/python-3.12-0.conda"));
  CHECK(indexes[0].records("openssl").size() == 2);
  CHECK_FALSE(indexes[0].is_loaded("unrelated"));
  CHECK(indexes[1].records("pip").size() == 1); // add_pip_as_python_dependency
  CHECK(indexes[1].records("wheel").size() == 1);
  CHECK(indexes[1].records("ca-certificates").size() == 1);
  CHECK(f.shards_fetched() == 5);

  SECTION("and never again") {
    CHECK(f.load({"python"})[0].records("python").size() == 2);
    CHECK(f.shards_fetched() == 5);
    CHECK(f.load({"unrelated"})[0].records("unrelated").size() == 1);
    CHECK(f.shards_fetched() == 6);
    CHECK(f.cache.find_fresh(f.channel, "linux-64")->records("openssl").size() == 2);
  }
  SECTION("also through names that are there already") {
    f.linux64.add("openssl", {{"3.1", {"ca-certificates"}}});
    f.linux64.serve();
    f.refresh();
    const std::vector<RecordIndex> again = f.load({"python"});
    CHECK(f.shards_fetched() == 6);
    CHECK(again[0].records("openssl").at(0).package.version.to_string() == "3.1");
    CHECK(again[0].records("python").size() == 2);
  }
}

TEST_CASE("names alone are fetched where nothing is to be solved", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  const std::vector<RecordIndex> indexes = f.load({"python", "pip"}, ShardReach::names_only);
  CHECK(indexes[0].is_loaded("python"));
  CHECK_FALSE(indexes[0].is_loaded("openssl"));
  CHECK(indexes[1].is_loaded("pip"));
  CHECK_FALSE(indexes[1].is_loaded("wheel"));
}

TEST_CASE("what the list does not vouch for is not read", "[repodata][shards]") {
  ShardFixture f;
  f.linux64.add_bytes("bad", "some bytes");
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  const std::string path = f.linux64.shard_path("bad");
  const auto causes = [&] {
    const Error error = f.load_error({"bad"});
    CHECK(error.message() ==
          "cannot read the records of `bad` in channel `chan`: `" + f.server.url(path) + "`");
    CHECK(error.kind() == ErrorKind::corrupt);
    return error.causes();
  };
  const Strings other_hash{"its SHA-256 is not the one that the list of shards gives"};
  SECTION("other bytes") {
    f.server.set_body(path, zstd_compressed(msgpack_of(ShardedSubdir::shard_of("bad", {}))));
    CHECK(causes() == other_hash);
  }
  SECTION("a damaged byte") {
    f.server.add_fault(path, "corrupt");
    CHECK(causes() == other_hash);
  }
  SECTION("no zstd") {
    CHECK(causes() == Strings{"it is no valid zstd data: Unknown frame descriptor"});
  }
  CHECK_FALSE(f.cache.find_any(f.channel, "linux-64")->is_loaded("bad"));
}

TEST_CASE("shards and packages may be served from other places", "[repodata][shards]") {
  const auto [written, place] =
      GENERATE(table<std::string, std::string>({{"shards/", "/chan/linux-64/shards/"},
                                                {"./x", "/chan/linux-64/x/"},
                                                {"", "/chan/linux-64/"},
                                                {"../s/", "/chan/s/"},
                                                {"/", "/"},
                                                {"/deep/s", "/deep/s/"},
                                                {"<server>/far/", "/far/"}}));
  ShardFixture f;
  const std::string base =
      written.starts_with("<server>") ? f.server.url(written.substr(8)) : written;
  INFO(base);
  const std::string bytes = zstd_compressed(msgpack_of(ShardedSubdir::shard_of("a", {{"1", {}}})));
  f.linux64.add_bytes("a", bytes);
  f.linux64.serve(f.linux64.list(base, base));
  f.server.set_body(f.linux64.shard_path("a"), "not here");
  f.server.set_body(place + sha256_hex(bytes) + ".msgpack.zst", bytes);
  f.refresh();
  f.refresh("noarch");
  const RecordIndex index = std::move(f.load({"a"})[0]);
  CHECK(index.records("a").at(0).url == f.server.url(place + "a-1-0.conda"));
}

TEST_CASE("shards behind a redirect are found", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  const std::string path = f.linux64.shard_path("openssl");
  f.server.set_body("/store/x",
                    zstd_compressed(msgpack_of(ShardedSubdir::shard_of(
                        "openssl", {{"3.0", {"ca-certificates"}}, {"1.1", {}}}))));
  f.server.add_fault(path, "redirect:" + f.server.url("/store/x"));
  CHECK(f.load({"openssl"})[0].records("openssl").size() == 2);
}

TEST_CASE("shards of a less safe place are refused", "[repodata][shards]") {
  ShardFixture f;
  f.linux64.serve(f.linux64.list("file:///etc/"));
  const Error error = thrown_error([&] { f.refresh(); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() ==
        "cannot read the list of shards `" + f.server.url(f.linux64.list_path()) + "`");
  CHECK(error.causes() == Strings{"its packages are said to be at `file:///etc/`, which is less "
                                  "safe than `" +
                                  f.server.url("/chan/linux-64") + "`"});
}

TEST_CASE("a login and a token reach the shards and no file", "[repodata][shards]") {
  ShardFixture f;
  f.channel.url = "http://user:secret@" + f.server.url().substr(7) + "/t/tk-secret/chan";
  f.channel.name = f.channel.url;
  ShardedSubdir subdir(f.server, "/t/tk-secret/chan/linux-64");
  subdir.add("a", {{"1", {}}});
  subdir.serve();
  f.server.add_fault("*", "login:user:secret");
  f.refresh();
  f.refresh("noarch");
  const std::vector<RecordIndex> indexes = f.load({"a"});
  CHECK(indexes[0].records("a").at(0).url == f.server.url("/chan/linux-64/a-1-0.conda"));
  for (const auto& entry : std::filesystem::directory_iterator(f.scratch / "cache/repodata-v1")) {
    CHECK(read_file(entry.path()).find("secret") == std::string::npos);
  }
  subdir.add_hash("gone", std::string(64, '1'));
  subdir.serve();
  f.refresh();
  const Error error = f.load_error({"gone"});
  CHECK(error.message().find("secret") == std::string::npos);
  for (const std::string& cause : error.causes()) {
    CHECK(cause.find("secret") == std::string::npos);
  }
}

TEST_CASE("a shard that is gone makes for one refresh of the list", "[repodata][shards]") {
  ShardFixture f;
  f.linux64.add_hash("moved", std::string(64, '0'));
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  SECTION("which may bring another") {
    f.linux64.add("moved", {{"1", {}}});
    f.linux64.serve();
    CHECK(f.load({"moved"})[0].records("moved").size() == 1);
  }
  SECTION("or not") {
    const Error error = f.load_error({"moved"});
    CHECK(error.kind() == ErrorKind::not_found);
    CHECK(error.message() ==
          "cannot fetch `" +
              f.server.url("/chan/linux-64/shards/" + std::string(64, '0') + ".msgpack.zst") + "`");
    CHECK(f.server.requests_for(f.linux64.list_path()) == 2);
  }
}

TEST_CASE("a shard that breaks off is fetched again", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  f.server.add_fault(f.linux64.shard_path("openssl"), "truncate*2");
  CHECK(f.load({"openssl"})[0].records("openssl").size() == 2);
  CHECK(f.server.requests_for(f.linux64.shard_path("openssl")) == 3);
}

TEST_CASE("loading shards tells its progress", "[repodata][shards]") {
  ShardFixture f;
  f.refresh();
  f.refresh("noarch");
  std::vector<ProgressEvent> events;
  f.cache.load_shards(
      *f.client,
      f.both(),
      {"python"},
      ShardReach::dependencies,
      [&](const ProgressEvent& event) { events.push_back(event); },
      k_token);
  REQUIRE(events.size() == 5);
  CHECK(events.back().stage == ProgressEvent::Stage::repodata);
  CHECK(events.back().item == "shards of chan");
  CHECK(events.back().done > events.front().done);
}
