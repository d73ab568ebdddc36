#include "cache_entry.hpp"

#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <cctype>

namespace etalon {
namespace {

// The channel's name in a file name, for people who look into the cache.
std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : name.substr(name.find_last_of('/') + 1)) {
    const bool is_kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
    slug += is_kept ? c : '_';
  }
  return slug.substr(0, 40);
}

bool is_unchanged(const SubdirState& state, const std::filesystem::path& directory) {
  return state.zst == FileStamp::of(directory / "repodata.json.zst") &&
         state.json == FileStamp::of(directory / "repodata.json");
}

bool is_in_time(const SubdirState& state) {
  const std::int64_t age_ms = now_ms() - state.fetched_ms;
  return age_ms >= 0 && age_ms < 1000 * state.max_age_s;
}

} // namespace

CacheEntry
CacheEntry::of(const std::filesystem::path& root, const Channel& channel, std::string_view subdir) {
  // With the login: who may see more is served from an entry of his own.
  const std::string digest = sha256_hex(channel.subdir_url(subdir)).substr(0, 16);
  const std::string stem =
      fmt::format("{}-{}-{}", slug_of(channel.to_string()), slug_of(subdir), digest);
  return {root / (stem + ".index"), root / (stem + ".json"), root / (stem + ".lock")};
}

std::optional<CachedIndex> find_cached(const CacheEntry& entry) {
  std::optional<SubdirState> state = find_subdir_state(entry.state);
  if (!state) {
    return std::nullopt;
  }
  std::optional<RecordIndex> index = RecordIndex::open(entry.index);
  if (!index || index->content_id() != state->content_id) {
    return std::nullopt;
  }
  return CachedIndex{std::move(*index), std::move(*state)};
}

std::optional<std::filesystem::path> local_subdir(const Channel& channel, std::string_view subdir) {
  const std::string url = channel.subdir_url(subdir);
  if (Url::parse(url).scheme != "file") {
    return std::nullopt;
  }
  return path_from_file_url(url);
}

SubdirCache::SubdirCache(FileSystem& files, std::filesystem::path root, ShardUse shards)
    : m_files(files), m_root(std::move(root)), m_shards(shards) {}

std::optional<RecordIndex> SubdirCache::find_fresh(const Channel& channel,
                                                   std::string_view subdir) const {
  std::optional<CachedIndex> cached = find_cached(CacheEntry::of(m_root, channel, subdir));
  if (!cached || (m_shards == ShardUse::never && cached->index.is_sharded())) {
    return std::nullopt;
  }
  const std::optional<std::filesystem::path> directory = local_subdir(channel, subdir);
  if (directory ? !is_unchanged(cached->state, *directory) : !is_in_time(cached->state)) {
    return std::nullopt;
  }
  return std::move(cached->index);
}

std::optional<RecordIndex> SubdirCache::find_any(const Channel& channel,
                                                 std::string_view subdir) const {
  std::optional<CachedIndex> cached = find_cached(CacheEntry::of(m_root, channel, subdir));
  if (!cached) {
    return std::nullopt;
  }
  return std::move(cached->index);
}

bool SubdirCache::subdir_exists(const Channel& channel, std::string_view subdir) const {
  const CacheEntry entry = CacheEntry::of(m_root, channel, subdir);
  const std::optional<SubdirState> state = find_subdir_state(entry.state);
  return !state || !state->file.empty();
}

} // namespace etalon
