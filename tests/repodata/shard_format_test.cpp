#include "shard_fixture.hpp"

#include <catch2/catch.hpp>

using namespace etalon;
using Strings = std::vector<std::string>;

TEST_CASE("a list of shards of another version is passed over", "[repodata][shards]") {
  ShardFixture f;
  nlohmann::json list = f.linux64.list();
  list["version"] = GENERATE(nlohmann::json(2), nlohmann::json("1"), nlohmann::json(-1));
  f.linux64.serve(list);
  f.server.set_body("/chan/linux-64/repodata.json", R"({"packages": {}})");
  CHECK_FALSE(f.refresh().is_sharded());
  f.refresh();
  CHECK(f.server.requests_for(f.linux64.list_path()) == 1);
}

TEST_CASE("a page in the place of a list of shards is none", "[repodata][shards]") {
  ShardFixture f;
  f.server.set_body(f.linux64.list_path(), GENERATE("<html>not here</html>", ""));
  f.server.set_body("/chan/linux-64/repodata.json", R"({"packages": {}})");
  CHECK_FALSE(f.refresh().is_sharded());
  f.refresh();
  CHECK(f.server.requests_for(f.linux64.list_path()) == 1);
}

TEST_CASE("a damaged list of shards is told with its URL", "[repodata][shards]") {
  ShardFixture f;
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
  ShardFixture f;
  f.server.set_body(f.linux64.list_path(), zstd_compressed(std::string((256UL << 20U) + 1, 'x')));
  CHECK(thrown_error([&] { f.refresh(); }).causes() == Strings{"it is larger than 256 MiB"});
}

TEST_CASE("hashes may be lists of numbers", "[repodata][shards]") {
  ShardFixture f;
  nlohmann::json list = f.linux64.list();
  for (auto& [name, hash] : list["shards"].items()) {
    hash = nlohmann::json(std::vector<int>(hash.get_binary().begin(), hash.get_binary().end()));
  }
  f.linux64.serve(list);
  f.refresh();
  f.refresh("noarch");
  CHECK(f.load({"openssl"})[0].records("openssl").size() == 2);
}

TEST_CASE("a shard that is none is told with its place", "[repodata][shards]") {
  ShardFixture f;
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
  ShardFixture f;
  f.linux64.add_bytes("bomb", zstd_compressed(std::string((64UL << 20U) + 1, '\0')));
  f.linux64.serve();
  f.refresh();
  f.refresh("noarch");
  CHECK(f.load_error({"bomb"}).causes() == Strings{"it is larger than 64 MiB"});
}

TEST_CASE("a bad record of a shard hides no other", "[repodata][shards]") {
  ShardFixture f;
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
  CHECK(records[0].file_name == "a-6-0.conda");
  CHECK(records[1].file_name == "a-2-0.conda");
  CHECK(records[1].package.timestamp == 1700000000500);
  CHECK(records[1].package.noarch == NoArch::generic);
  CHECK(records[1].package.track_features == Strings{"x", "y"});
  CHECK(records[1].package.sha256 == std::string(64, 'b'));
}
