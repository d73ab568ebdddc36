#include <etalon/archive/text_compressor.hpp>
#include <etalon/channel/shard_writer.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <map>
#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int k_shard_level = 19;

// "00ff" -> its bytes; the text itself where it is no such thing.
Json binary_of(const Json& hexadecimal) {
  const auto* const text = hexadecimal.get_ptr<const Json::string_t*>();
  if (text == nullptr || text->size() % 2 != 0 ||
      text->find_first_not_of("0123456789abcdef") != std::string::npos) {
    return hexadecimal;
  }
  const auto value_of = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text->size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(value_of((*text)[i]) * 16 + value_of((*text)[i + 1])));
  }
  return Json::binary(std::move(bytes));
}

std::string to_msgpack(const Json& value) {
  std::string bytes;
  Json::to_msgpack(value, bytes);
  return bytes;
}

void write_where_different(FileSystem& files, const fs::path& path, const std::string& bytes) {
  if (find_file(path) != bytes) {
    write_file_atomically(files, path, bytes);
  }
}

class ShardSet {
public:
  explicit ShardSet(const Json& repodata) {
    for (const char* const kind : {"packages", "packages.conda"}) {
      const auto packages = repodata.find(kind);
      if (packages != repodata.end()) {
        add(kind, *packages);
      }
    }
  }

  void write(FileSystem& files, const fs::path& directory, const std::string& subdir) const {
    const fs::path folder = directory / "shards";
    files.create_directories(folder);
    TextCompressor compressor(k_shard_level);
    Json shards = Json::object();
    for (const auto& [name, shard] : m_shards) {
      const std::string bytes = compressor.compress(to_msgpack(shard));
      const std::string hash = sha256_hex(bytes);
      write_where_different(files, folder / (hash + ".msgpack.zst"), bytes);
      shards[name] = binary_of(hash);
    }
    const Json list = {{"version", 1},
                       {"info",
                        {{"base_url", "./"},
                         {"shards_base_url", "./shards/"},
                         {"created_at", created_at()},
                         {"subdir", subdir}}},
                       {"shards", shards}};
    write_where_different(
        files, directory / "repodata_shards.msgpack.zst", compressor.compress(to_msgpack(list)));
  }

  [[nodiscard]] std::size_t size() const { return m_shards.size(); }

private:
  void add(const char* kind, const Json& packages) {
    for (const auto& [file, record] : packages.items()) {
      Json packed = record;
      for (const char* const key : {"md5", "sha256"}) {
        if (const auto hash = packed.find(key); hash != packed.end()) {
          *hash = binary_of(*hash);
        }
      }
      if (const auto stamp = packed.find("timestamp");
          stamp != packed.end() && stamp->is_number_unsigned()) {
        m_newest_ms = std::max(m_newest_ms, stamp->get<std::uint64_t>());
      }
      Json& shard = m_shards[record.at("name").get<std::string>()];
      if (shard.is_null()) {
        shard = {{"packages", Json::object()}, {"packages.conda", Json::object()}};
      }
      shard[kind][file] = std::move(packed);
    }
  }

  // The time of the newest record rather than now: equal records give equal lists.
  [[nodiscard]] std::string created_at() const {
    const auto seconds = static_cast<std::time_t>(m_newest_ms / 1000);

    struct tm utc {};

    ::gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                       utc.tm_year + 1900,
                       utc.tm_mon + 1,
                       utc.tm_mday,
                       utc.tm_hour,
                       utc.tm_min,
                       utc.tm_sec);
  }

  std::map<std::string, Json> m_shards;
  std::uint64_t m_newest_ms = 0;
};

} // namespace

std::size_t
write_shards(FileSystem& files, const fs::path& directory, std::string_view repodata_json) {
  try {
    const ShardSet shards(Json::parse(repodata_json));
    shards.write(files, directory, directory.filename().string());
    return shards.size();
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::corrupt, error.what())
        .while_doing(fmt::format("cannot write the shards of `{}`", directory.string()));
  }
}

} // namespace etalon
