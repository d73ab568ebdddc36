#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/shard_server.hpp>
#include <support/thrown_error.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

const CancellationToken k_token;

// A channel with python and what it needs, in shards, and a cache for it.
struct Fixture {
  ScratchDirectory scratch;
  LoopbackServer server;
  ShardedSubdir linux64{server, "/chan/linux-64"};
  ShardedSubdir noarch{server, "/chan/noarch"};
  SubdirCache cache{scratch.files(), scratch / "cache/repodata-v1"};
  Channel channel{"chan", server.url("/chan")};
  std::unique_ptr<HttpClient> client;

  Fixture() {
    HttpOptions options;
    options.retry.first_delay = std::chrono::milliseconds{5};
    options.parallel_transfers = 16;
    client = make_curl_http_client(options);
    linux64.add("python", {{"3.12", {"openssl >=3", "__glibc >=2.17"}}, {"3.11", {"openssl <3"}}});
    linux64.add("openssl", {{"3.0", {"ca-certificates"}}, {"1.1", {}}});
    linux64.add("unrelated", {{"1", {"python"}}});
    noarch.add("pip", {{"23", {"python >=3", "chan::Wheel[version='>=1']"}}});
    noarch.add("wheel", {{"1", {"python"}}});
    noarch.add("ca-certificates", {{"2024", {}}});
    linux64.serve();
    noarch.serve();
  }

  RecordIndex refresh(const std::string& subdir = "linux-64") {
    return cache.refresh(*client, channel, subdir, nullptr, k_token);
  }

  [[nodiscard]] std::vector<SubdirRequest> both() const {
    return {{channel, "linux-64"}, {channel, "noarch"}};
  }

  std::vector<RecordIndex> load(const Strings& names, ShardReach reach = ShardReach::dependencies) {
    return cache.load_shards(*client, both(), names, reach, nullptr, k_token);
  }

  Error load_error(const Strings& names) {
    return thrown_error([&] { load(names, ShardReach::names_only); });
  }

  [[nodiscard]] std::filesystem::path cached(const std::string& start,
                                             const std::string& extension) const {
    for (const auto& entry : std::filesystem::directory_iterator(scratch / "cache/repodata-v1")) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(start) && entry.path().extension() == extension) {
        return entry.path();
      }
    }
    return {};
  }

  [[nodiscard]] std::size_t shards_fetched() const {
    std::size_t count = 0;
    for (const LoopbackServer::Request& request : server.requests()) {
      count += request.path.find("/shards/") != std::string::npos ? 1 : 0;
    }
    return count;
  }
};

} // namespace

TEST_CASE("of a channel in shards the list alone is fetched at first", "[repodata][shards]") {
  Fixture f;
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

TEST_CASE("shards are fetched as far as names can reach, in all subdirs", "[repodata][shards]") {
  Fixture f;
  f.refresh();
  f.refresh("noarch");
  const std::vector<RecordIndex> indexes = f.load({"python"});
  REQUIRE(indexes.size() == 2);
  REQUIRE(indexes[0].records("python").size() == 2);
  CHECK(indexes[0].records("python").at(0).package.version.to_string() == "3.11");
  CHECK(indexes[0].records("python").at(1).package.depends ==
        Strings{"openssl >=3", "__glibc >=2.17"});
  CHECK(indexes[0].records("python").at(1).package.sha256 == std::string(64, 'a'));
  CHECK(indexes[0].records("python").at(1).url ==
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
  Fixture f;
  f.refresh();
  f.refresh("noarch");
  const std::vector<RecordIndex> indexes = f.load({"python", "pip"}, ShardReach::names_only);
  CHECK(indexes[0].is_loaded("python"));
  CHECK_FALSE(indexes[0].is_loaded("openssl"));
  CHECK(indexes[1].is_loaded("pip"));
  CHECK_FALSE(indexes[1].is_loaded("wheel"));
}

TEST_CASE("an index gets what it lacks from its supply", "[repodata][shards]") {
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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

TEST_CASE("a list of shards of another version is passed over", "[repodata][shards]") {
  Fixture f;
  nlohmann::json list = f.linux64.list();
  list["version"] = GENERATE(nlohmann::json(2), nlohmann::json("1"), nlohmann::json(-1));
  f.linux64.serve(list);
  f.server.set_body("/chan/linux-64/repodata.json", R"({"packages": {}})");
  CHECK_FALSE(f.refresh().is_sharded());
  f.refresh();
  CHECK(f.server.requests_for(f.linux64.list_path()) == 1);
}

TEST_CASE("a page in the place of a list of shards is none", "[repodata][shards]") {
  Fixture f;
  f.server.set_body(f.linux64.list_path(), GENERATE("<html>not here</html>", ""));
  f.server.set_body("/chan/linux-64/repodata.json", R"({"packages": {}})");
  CHECK_FALSE(f.refresh().is_sharded());
  f.refresh();
  CHECK(f.server.requests_for(f.linux64.list_path()) == 1);
}

TEST_CASE("a damaged list of shards is told with its URL", "[repodata][shards]") {
  Fixture f;
  const auto error_with = [&](const std::string& bytes) {
    f.server.set_body(f.linux64.list_path(), bytes);
    const Error error = thrown_error([&] { f.refresh(); });
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() ==
          "cannot read the list of shards `" + f.server.url(f.linux64.list_path()) + "`");
    return error.causes().at(0);
  };
  const auto packed = [](const nlohmann::json& list) { return zstd_compressed(msgpack_of(list)); };
  const std::string good = msgpack_of(f.linux64.list());
  CHECK(error_with(zstd_compressed(good).substr(0, 40)) == "its zstd data is cut short");
  CHECK(error_with(zstd_compressed("")) ==
        "it is damaged at byte 0 of 0: an item is longer than what is left");
  CHECK(error_with(zstd_compressed("\xC1")) ==
        "it is damaged at byte 0 of 1: there is no such item in MessagePack");
  CHECK(error_with(zstd_compressed(good + "x")) ==
        "it is damaged at byte " + std::to_string(good.size()) + " of " +
            std::to_string(good.size() + 1) + ": something follows the end");
  CHECK(error_with(packed(nlohmann::json::array())) == "it is damaged: the list is no map");
  CHECK(error_with(packed({{"version", 1}})) == "it is damaged: it has no `shards`");
  CHECK(error_with(packed({{"shards", nlohmann::json::object()}})) ==
        "it is damaged: it has no `version`");
  CHECK(error_with(packed({{"version", 1}, {"shards", 7}})) == "it is damaged: `shards` is no map");
  CHECK(error_with(packed({{"version", 1}, {"shards", {{"a", "text"}}}})) ==
        "it is damaged: the hash of `a` is none");
  CHECK(error_with(packed({{"version", 1}, {"shards", {{"a", binary_of("00")}}}})) ==
        "it is damaged: the hash of `a` is none");
  CHECK(error_with(packed({{"version", 1}, {"info", 7}, {"shards", nlohmann::json::object()}})) ==
        "it is damaged: `info` is no map");
  CHECK_FALSE(f.cache.find_any(f.channel, "linux-64"));
}

TEST_CASE("a list of shards is as large as it may be, and no larger", "[repodata][shards]") {
  Fixture f;
  f.server.set_body(f.linux64.list_path(), zstd_compressed(std::string((256UL << 20U) + 1, 'x')));
  CHECK(thrown_error([&] { f.refresh(); }).causes() == Strings{"it is larger than 256 MiB"});
}

TEST_CASE("hashes may be lists of numbers", "[repodata][shards]") {
  Fixture f;
  nlohmann::json list = f.linux64.list();
  for (auto& [name, hash] : list["shards"].items()) {
    hash = nlohmann::json(std::vector<int>(hash.get_binary().begin(), hash.get_binary().end()));
  }
  f.linux64.serve(list);
  f.refresh();
  f.refresh("noarch");
  CHECK(f.load({"openssl"})[0].records("openssl").size() == 2);
}

TEST_CASE("what the list does not vouch for is not read", "[repodata][shards]") {
  Fixture f;
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

TEST_CASE("a shard that is none is told with its place", "[repodata][shards]") {
  Fixture f;
  const auto cause_of = [&](const std::string& msgpack) {
    f.linux64.add_bytes("bad", zstd_compressed(msgpack));
    f.linux64.serve();
    f.refresh();
    f.refresh("noarch");
    return f.load_error({"bad"}).causes().at(0);
  };
  const std::string good = msgpack_of(ShardedSubdir::shard_of("bad", {{"1", {}}}));
  CHECK(cause_of("\x07") == "it is damaged: the shard is no map");
  CHECK(cause_of(good.substr(0, good.size() - 1)).starts_with("it is damaged at byte "));
  CHECK(cause_of(good + good).ends_with(": something follows the end"));
  CHECK(cause_of(msgpack_of({{"packages", 1}})) == "it is damaged: `packages` is no map");
  CHECK(cause_of(msgpack_of({{"v3", 1}})) == "it is damaged: `v3` is no map");
  CHECK(cause_of("\x81\xA8packages\xDF\xFF\xFF\xFF\xFF").ends_with("longer than what is left"));
}

TEST_CASE("a shard is as large as it may be, and no larger", "[repodata][shards]") {
  Fixture f;
  f.linux64.add_bytes("bomb", zstd_compressed(std::string((64UL << 20U) + 1, '\0')));
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  CHECK(f.load_error({"bomb"}).causes() == Strings{"it is larger than 64 MiB"});
}

TEST_CASE("a bad record of a shard hides no other", "[repodata][shards]") {
  Fixture f;
  nlohmann::json shard = ShardedSubdir::shard_of("a", {{"1", {}}, {"2", {}}, {"3", {}}});
  nlohmann::json& packages = shard["packages.conda"];
  packages["a-1-0.conda"]["version"] = nullptr;
  packages["b-1-0.conda"] = packages["a-2-0.conda"];
  packages["b-1-0.conda"]["name"] = "b";
  packages["a-4-0.conda"] = 7;
  packages["a-5-0.conda"] = packages["a-2-0.conda"];
  packages["a-5-0.conda"]["sha256"] = binary_of("00ff");
  packages["a-2-0.conda"]["unknown"] = {{"x", {1, 2, {{"y", nullptr}}}}};
  packages["a-2-0.conda"]["timestamp"] = 1700000000.5;
  packages["a-2-0.conda"]["noarch"] = true;
  packages["a-2-0.conda"]["track_features"] = "x y";
  packages["a-2-0.conda"]["sha256"] = std::string(64, 'b');
  shard["removed"] = {"a-3-0.conda", 7};
  shard["run_exports"] = {{"a", 1}};
  shard["v3"] = {{"conda", {{"a-6-0", packages["a-3-0.conda"]}}}, {"whl", {{"w", 1}}}};
  shard["v3"]["conda"]["a-6-0"]["version"] = "6";
  f.linux64.add_bytes("a", zstd_compressed(msgpack_of(shard)));
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  const RecordIndex index = std::move(f.load({"a"})[0]);
  CHECK(index.skipped_count() == 4);
  CHECK_FALSE(index.has_name("b"));
  const std::vector<RepoDataRecord> records = index.records("a");
  REQUIRE(records.size() == 2);
  CHECK(records[0].file_name == "a-2-0.conda");
  CHECK(records[0].package.timestamp == 1700000000500);
  CHECK(records[0].package.noarch == NoArch::generic);
  CHECK(records[0].package.track_features == Strings{"x", "y"});
  CHECK(records[0].package.sha256 == std::string(64, 'b'));
  CHECK(records[1].file_name == "a-6-0.conda");
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
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
  Fixture f;
  f.refresh();
  f.refresh("noarch");
  f.server.add_fault(f.linux64.shard_path("openssl"), "truncate*2");
  CHECK(f.load({"openssl"})[0].records("openssl").size() == 2);
  CHECK(f.server.requests_for(f.linux64.shard_path("openssl")) == 3);
}

TEST_CASE("an index that turns out to be damaged is made again", "[repodata][shards]") {
  Fixture f;
  for (int i = 0; i < 4000; ++i) { // so that there are blocks that opening does not look at
    f.linux64.add_hash("filler" + std::to_string(i), std::string(64, '0'));
  }
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  f.load({"python"});
  const std::filesystem::path path = f.cached("chan-linux-64", ".index");
  std::string bytes = read_file(path);
  REQUIRE(bytes.size() > 3 * 65536);
  for (std::size_t i = bytes.size() - 140'000; i < bytes.size() - 70'000; i += 64) {
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
  Fixture f;
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
  Fixture f;
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

TEST_CASE("loading shards tells its progress", "[repodata][shards]") {
  Fixture f;
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
