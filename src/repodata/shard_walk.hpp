#pragma once

#include "cache_entry.hpp"
#include "sharded_index.hpp"
#include "zstd_sink.hpp"

#include <etalon/net/http_client.hpp>
#include <etalon/repodata/subdir_cache.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace etalon {

// Where a subdir's shards are: `shards_base_url` of its list, absolute or relative to `subdir_url`.
// The login or token of `subdir_url` is kept as far as the shards are served from the same place.
// Errors as resolve_base_url().
std::string shards_url(const std::string& subdir_url, std::string_view shards_base_url);

// One call of SubdirCache::load_shards(), under the locks of the entries: breadth-first through
// what records depend on, over all subdirs at once; each step's shards are fetched together.
class ShardWalk {
public:
  ShardWalk(HttpClient& client, const ProgressListener& progress, const CancellationToken& token);

  // A subdir of the request with its index, sharded or not.
  void add_place(const SubdirRequest& request,
                 const CacheEntry& entry,
                 std::unique_ptr<IndexMapping> index);

  // Fetches what is missing of `names` and, where `reach` says so, of all that they may need.
  void fetch(const std::vector<std::string>& names, ShardReach reach);

  // Writes the indexes that have grown.
  void save(FileSystem& files);

private:
  struct Place {
    std::string channel;
    std::string url; // of the shards; may hold a token
    CacheEntry entry;
    std::unique_ptr<IndexMapping> index;
    std::unique_ptr<ShardedIndex> grown; // with what was fetched
    std::vector<bool> seen;              // dependencies followed, by string number of `index`
  };

  // A shard on its way.
  struct Fetch;

  void look_for(const std::string& name, std::vector<std::unique_ptr<Fetch>>& fetches);
  void follow(Place& place, std::size_t name);
  void follow(std::string_view dependency);
  void run(const std::vector<std::unique_ptr<Fetch>>& fetches);
  void take(Fetch& fetch);

  HttpClient& m_client;
  const ProgressListener& m_progress;
  const CancellationToken& m_token;
  std::vector<Place> m_places;
  std::set<std::string, std::less<>> m_known; // names asked for so far
  std::vector<std::string> m_next;
  ShardReach m_reach = ShardReach::names_only;
  std::uint64_t m_bytes = 0;
  StringSink m_text;
  ZstdSink m_zstd; // to m_text
};

} // namespace etalon
