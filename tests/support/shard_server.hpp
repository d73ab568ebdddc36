#pragma once

#include <etalon/util/hash.hpp>

#include <nlohmann/json.hpp>
#include <support/loopback_server.hpp>
#include <support/zstd_text.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace etalon {

inline std::string msgpack_of(const nlohmann::json& value) {
  std::string bytes;
  nlohmann::json::to_msgpack(value, bytes);
  return bytes;
}

// "00ff" -> the bytes, as msgpack's binary.
inline nlohmann::json binary_of(const std::string& hexadecimal) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(hexadecimal.substr(i, 2), nullptr, 16)));
  }
  return nlohmann::json::binary(bytes);
}

// A subdir of a channel in shards (CEP 16) on a LoopbackServer. Shards lie in `shards/`.
class ShardedSubdir {
public:
  ShardedSubdir(LoopbackServer& server, std::string path)
      : m_server(server), m_path(std::move(path)) {}

  // {"name": ..., "version": ..., "build": ...} as NAME-VERSION-BUILD.conda
  static nlohmann::json
  shard_of(const std::string& name,
           const std::vector<std::pair<std::string, std::vector<std::string>>>& versions) {
    nlohmann::json packages = nlohmann::json::object();
    for (const auto& [version, depends] : versions) {
      std::string file = name;
      file.append("-").append(version).append("-0.conda");
      packages[file] = {{"name", name},
                        {"version", version},
                        {"build", "0"},
                        {"build_number", 0},
                        {"depends", depends},
                        {"sha256", binary_of(std::string(64, 'a'))}};
    }
    return {{"packages", nlohmann::json::object()}, {"packages.conda", packages}};
  }

  void add(const std::string& name,
           const std::vector<std::pair<std::string, std::vector<std::string>>>& versions) {
    add_bytes(name, zstd_compressed(msgpack_of(shard_of(name, versions))));
  }

  // Puts any bytes in the place of a shard.
  void add_bytes(const std::string& name, const std::string& bytes) {
    m_hashes[name] = sha256_hex(bytes);
    m_server.set_body(shard_path(name), bytes);
  }

  void add_hash(const std::string& name, const std::string& hash) { m_hashes[name] = hash; }

  // Below `shards/`, unless `shards_base_url` of the list leads elsewhere.
  [[nodiscard]] std::string shard_path(const std::string& name) const {
    return m_path + "/shards/" + m_hashes.at(name) + ".msgpack.zst";
  }

  [[nodiscard]] std::string list_path() const { return m_path + "/repodata_shards.msgpack.zst"; }

  [[nodiscard]] nlohmann::json list(const std::string& shards_base_url = "./shards/",
                                    const std::string& base_url = "") const {
    nlohmann::json shards = nlohmann::json::object();
    for (const auto& [name, hash] : m_hashes) {
      shards[name] = binary_of(hash);
    }
    return {{"version", 1},
            {"info",
             {{"base_url", base_url},
              {"shards_base_url", shards_base_url},
              {"created_at", "2026-01-01T00:00:00Z"},
              {"subdir", "linux-64"}}},
            {"shards", shards}};
  }

  void serve(const nlohmann::json& list) const {
    m_server.set_body(list_path(), zstd_compressed(msgpack_of(list)));
  }

  void serve() const { serve(list()); }

private:
  LoopbackServer& m_server;
  std::string m_path;
  std::map<std::string, std::string> m_hashes;
};

} // namespace etalon
