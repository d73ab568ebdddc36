#pragma once

#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>

#include <support/scratch_directory.hpp>
#include <support/shard_server.hpp>
#include <support/thrown_error.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace etalon {

inline const CancellationToken k_token;

// A channel with python and what it needs, in shards, and a cache for it.
struct ShardFixture {
  ScratchDirectory scratch;
  LoopbackServer server;
  ShardedSubdir linux64{server, "/chan/linux-64"};
  ShardedSubdir noarch{server, "/chan/noarch"};
  SubdirCache cache{scratch.files(), scratch / "cache/repodata-v1"};
  Channel channel{"chan", server.url("/chan")};
  std::unique_ptr<HttpClient> client;

  ShardFixture() {
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

  std::vector<RecordIndex> load(const std::vector<std::string>& names,
                                ShardReach reach = ShardReach::dependencies) {
    return cache.load_shards(*client, both(), names, reach, nullptr, k_token);
  }

  Error load_error(const std::vector<std::string>& names) {
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

} // namespace etalon
