#include <etalon/channel/shard_writer.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/stat.h>
#include <zstd.h>

#include <map>
#include <string>

using namespace etalon;
using Json = nlohmann::json;

namespace {

Json unpack(const std::filesystem::path& path) {
  const std::string frame = read_file(path);
  std::string bytes(1 << 20, '\0');
  bytes.resize(ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size()));
  return Json::from_msgpack(bytes);
}

std::string hex_of(const Json& binary) {
  std::string text;
  for (const std::uint8_t byte : binary.get_binary()) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

Json record(const std::string& name, const std::string& version, std::uint64_t timestamp) {
  return {{"name", name},
          {"version", version},
          {"build", "0"},
          {"depends", {"x >=1"}},
          {"sha256", std::string(64, 'b')},
          {"md5", std::string(32, '0')},
          {"timestamp", timestamp}};
}

} // namespace

TEST_CASE("a shard holds the records of a name, under its hash", "[channel][shards]") {
  const ScratchDirectory scratch;
  const Json repodata = {{"packages", {{"a-1-0.tar.bz2", record("a", "1", 1'000)}}},
                         {"packages.conda",
                          {{"a-2-0.conda", record("a", "2", 1'700'000'000'000)},
                           {"b-1-0.conda", record("b", "1", 5)}}}};
  CHECK(write_shards(scratch.files(), scratch / "linux-64", repodata.dump()) == 2);
  const Json list = unpack(scratch / "linux-64/repodata_shards.msgpack.zst");
  CHECK(list["version"] == 1);
  CHECK(list["info"] == Json({{"base_url", "./"},
                              {"shards_base_url", "./shards/"},
                              {"created_at", "2023-11-14T22:13:20Z"},
                              {"subdir", "linux-64"}}));
  REQUIRE(list["shards"].size() == 2);
  const std::string hash = hex_of(list["shards"]["a"]);
  const auto path = scratch / "linux-64/shards" / (hash + ".msgpack.zst");
  CHECK(sha256_file(path) == hash);
  const Json shard = unpack(path);
  CHECK(shard["packages"].size() == 1);
  CHECK(shard["packages.conda"].size() == 1);
  const Json& packed = shard["packages.conda"]["a-2-0.conda"];
  CHECK(packed["depends"] == Json({"x >=1"}));
  CHECK(hex_of(packed["sha256"]) == std::string(64, 'b'));
  CHECK(hex_of(packed["md5"]) == std::string(32, '0'));
}

TEST_CASE("equal records give equal shards, and what is there is left alone", "[channel][shards]") {
  const ScratchDirectory scratch;
  const std::string text =
      Json({{"packages", {{"a-1-0.tar.bz2", record("a", "1", 1'000)}}}}).dump();
  const auto states_of = [&] {
    std::map<std::string, ino_t> states; // a file that is written again is another one
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch / "linux-64")) {
      struct stat status {};

      REQUIRE(::stat(entry.path().c_str(), &status) == 0);
      states[entry.path().native()] = status.st_ino;
    }
    return states;
  };
  write_shards(scratch.files(), scratch / "linux-64", text);
  const auto before = states_of();
  CHECK(before.size() == 3);
  write_shards(scratch.files(), scratch / "linux-64", text);
  CHECK(states_of() == before);
  write_shards(scratch.files(), scratch / "linux-64", "{}");
  CHECK(states_of().size() == 3); // the old shard stays
}

TEST_CASE("what is no package list has no shards", "[channel][shards]") {
  const ScratchDirectory scratch;
  const Error error = thrown_error(
      [&] { write_shards(scratch.files(), scratch / "linux-64", "{\"packages\": 1"); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot write the shards of `" + (scratch / "linux-64").native() + "`");
  CHECK_THROWS_AS(write_shards(scratch.files(),
                               scratch / "linux-64",
                               R"({"packages": {"a-1-0.conda": {"version": "1"}}})"),
                  Error);
}
