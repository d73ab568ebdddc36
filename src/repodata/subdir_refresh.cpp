#include "cache_entry.hpp"
#include "repodata_sink.hpp"
#include "shard_walk.hpp"

#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>
#include <etalon/util/log.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

namespace etalon {
namespace {

constexpr const char* k_shards = "repodata_shards.msgpack.zst";
constexpr const char* k_zst = "repodata.json.zst";
constexpr const char* k_json = "repodata.json";
constexpr std::int64_t k_retry_ms = 7LL * 24 * 3600 * 1000; // as conda has it
// What a hostile server can make of a small file.
constexpr std::uint64_t k_list_limit = 256ULL << 20U; // of shards; conda-forge's list has 2 MB
constexpr std::uint64_t k_text_limit = 4ULL << 30U;   // of records; conda-forge's have 0.4 GB
constexpr std::chrono::milliseconds k_lock_timeout = std::chrono::minutes(10);

bool is_wanted(const CachedIndex& cached, ShardUse shards) {
  return shards == ShardUse::where_offered || !cached.index.is_sharded();
}

// One call of SubdirCache::refresh(), under the lock of its entry.
class Refresh {
public:
  Refresh(FileSystem& files,
          HttpClient& client,
          const Channel& channel,
          std::string_view subdir,
          const CacheEntry& entry,
          ShardUse shards)
      : m_files(files),
        m_client(client),
        m_channel(channel),
        m_subdir(subdir),
        m_entry(entry),
        m_shards(shards),
        m_url(channel.subdir_url(subdir)),
        m_source{channel.to_string(), without_credentials(m_url), std::string(subdir), {}} {}

  RecordIndex execute(const ProgressListener& progress, const CancellationToken& token) {
    m_progress = &progress;
    m_token = &token;
    std::optional<CachedIndex> cached = find_cached(m_entry);
    if (cached && !is_wanted(*cached, m_shards)) {
      cached.reset();
    }
    m_known = cached ? cached->state : SubdirState();
    m_state.url = without_credentials(m_url);
    report(ProgressEvent::State::started, 0, 0);
    const bool is_new = fetch();
    m_state.fetched_ms = now_ms();
    if (is_new) {
      m_state.content_id = make_index();
    }
    save_subdir_state(m_files, m_entry.state, m_state);
    report(ProgressEvent::State::finished, 0, 0);
    if (!is_new) {
      return std::move(cached->index);
    }
    return get_index();
  }

private:
  // Whether there is a new text; false where the entry still holds.
  bool fetch() {
    const std::optional<std::filesystem::path> directory = local_subdir(m_channel, m_subdir);
    if (directory) {
      m_state.zst = FileStamp::of(*directory / k_zst);
      m_state.json = FileStamp::of(*directory / k_json);
    }
    m_state.zst_missed_ms = m_known.zst_missed_ms;
    m_state.shards_missed_ms = m_known.shards_missed_ms;
    // A server that had no shards or no compressed list is not asked for them each time. A local
    // list is read whole: that costs less than it takes to look after shards.
    const bool skip_shards = directory || m_shards == ShardUse::never ||
                             now_ms() - m_known.shards_missed_ms < k_retry_ms;
    const bool skip_zst =
        !directory && m_known.file == k_json && now_ms() - m_known.zst_missed_ms < k_retry_ms;
    if (!skip_shards) {
      if (const std::optional<bool> is_new = try_fetch_shards()) {
        return *is_new;
      }
      m_state.shards_missed_ms = now_ms();
    }
    if (!skip_zst) {
      if (const std::optional<bool> is_new = try_fetch_records(k_zst)) {
        return *is_new;
      }
      m_state.zst_missed_ms = now_ms();
    }
    if (const std::optional<bool> is_new = try_fetch_records(k_json)) {
      return *is_new;
    }
    return true; // the subdir does not exist: an empty index, and m_state.file stays empty
  }

  // As fetch(); nullopt where the server has no shards, or a list of them that is too new for us.
  std::optional<bool> try_fetch_shards() {
    StringSink text;
    const std::optional<bool> is_new = try_fetch(k_shards, text);
    if (!is_new || !*is_new) {
      return is_new;
    }
    try {
      m_list = parse_shard_index(text.bytes());
      m_list_id = checksum_of(text.bytes());
      return true;
    } catch (Error& error) {
      if (error.kind() == ErrorKind::refused) {
        log_debug(fmt::format("{}: {}", m_source.file, error.message()));
        m_state.file.clear();
        return std::nullopt;
      }
      throw while_reading(std::move(error), k_shards);
    }
  }

  // As fetch(); nullopt where the server has no such file.
  std::optional<bool> try_fetch_records(const char* file) {
    m_records = std::make_unique<RepoDataSink>(m_source);
    return try_fetch(file, *m_records);
  }

  std::optional<bool> try_fetch(const char* file, ByteSink& text) {
    const bool is_list = file == std::string_view(k_shards);
    const bool is_zst = file != std::string_view(k_json);
    ZstdSink zstd(text, is_list ? k_list_limit : k_text_limit);
    bool is_unchanged = false;
    Transfer transfer{fmt::format("{}/{}", m_url, file), is_zst ? &zstd : &text};
    m_source.file = redact(transfer.url);
    transfer.request_headers = conditions_for(file);
    transfer.on_done = [&](const HttpResponse& response) {
      is_unchanged = response.status == 304;
      take_headers(response);
    };
    transfer.on_progress = [this](std::uint64_t done, std::uint64_t total) {
      report(ProgressEvent::State::advanced, done, total);
    };
    try {
      m_client.run({transfer}, *m_token);
      m_state.file = file;
      if (is_zst && !is_unchanged) {
        zstd.finish();
      }
    } catch (Error& error) {
      if (error.kind() == ErrorKind::not_found || (is_zst && error.kind() == ErrorKind::refused)) {
        return std::nullopt; // object stores say "forbidden" for what does not exist
      }
      if (is_list && error.kind() == ErrorKind::corrupt && !zstd.begins_as_zstd()) {
        // Servers that know no shards may have a page of their own to say so.
        log_debug(fmt::format("{}: {}", m_source.file, error.message()));
        return std::nullopt;
      }
      if (error.kind() == ErrorKind::corrupt) {
        throw while_reading(std::move(error), file);
      }
      throw;
    }
    return !is_unchanged;
  }

  [[nodiscard]] Error while_reading(Error error, std::string_view file) const {
    return std::move(error).while_doing(
        fmt::format("cannot read the {} `{}`",
                    file == k_shards ? "list of shards" : "package list",
                    m_source.file));
  }

  [[nodiscard]] std::vector<std::string> conditions_for(std::string_view file) const {
    std::vector<std::string> headers;
    if (m_known.file == file && !m_known.etag.empty()) {
      headers.push_back("If-None-Match: " + m_known.etag);
    }
    if (m_known.file == file && !m_known.last_modified.empty()) {
      headers.push_back("If-Modified-Since: " + m_known.last_modified);
    }
    return headers;
  }

  void take_headers(const HttpResponse& response) {
    const bool is_unchanged = response.status == 304;
    const auto take = [&](const char* name, std::string& to, const std::string& before) {
      const auto found = response.headers.find(name);
      // A 304 repeats only what has changed (RFC 9110, 15.4.5).
      to = found != response.headers.end() ? found->second : is_unchanged ? before : "";
    };
    take("etag", m_state.etag, m_known.etag);
    take("last-modified", m_state.last_modified, m_known.last_modified);
    take("cache-control", m_state.cache_control, m_known.cache_control);
    if (is_unchanged) {
      m_state.content_id = m_known.content_id;
    }
  }

  std::string make_index() {
    m_token->throw_if_cancelled();
    // The index first: a state never speaks of an index that is not there yet.
    if (m_list) {
      make_sharded_index();
    } else if (m_state.file.empty()) {
      build_record_index(m_files, "{}", m_source, m_entry.index);
    } else {
      try {
        m_records->finish();
      } catch (Error& error) {
        throw while_reading(std::move(error), m_state.file);
      }
      m_records->save(m_files, m_entry.index);
    }
    m_records.reset();
    return get_index().content_id();
  }

  // What was fetched of shards that have not changed is kept.
  void make_sharded_index() const {
    try {
      static_cast<void>(shards_url(m_url, m_list->shards_base_url)); // is refused here or never
      const std::unique_ptr<IndexMapping> before = IndexMapping::open(m_entry.index);
      ShardedIndex index(m_source, *m_list, m_list_id);
      if (before && before->is_whole()) {
        index.take_over(*before);
      }
      index.save(m_files, m_entry.index);
    } catch (Error& error) {
      throw while_reading(std::move(error), k_shards);
    }
  }

  RecordIndex get_index() const {
    std::optional<RecordIndex> index = RecordIndex::open(m_entry.index);
    if (!index) {
      throw Error(
          ErrorKind::io,
          fmt::format("the index `{}` vanished after it was written", m_entry.index.native()));
    }
    return std::move(*index);
  }

  void report(ProgressEvent::State state, std::uint64_t done, std::uint64_t total) const {
    if (*m_progress) {
      (*m_progress)({ProgressEvent::Stage::repodata,
                     state,
                     fmt::format("{}/{}", m_channel.to_string(), m_subdir),
                     done,
                     total});
    }
  }

  FileSystem& m_files;
  HttpClient& m_client;
  const Channel& m_channel;
  std::string_view m_subdir;
  const CacheEntry& m_entry;
  ShardUse m_shards;
  std::string m_url;
  IndexSource m_source;
  const ProgressListener* m_progress = nullptr;
  const CancellationToken* m_token = nullptr;
  SubdirState m_known; // before
  SubdirState m_state; // after
  std::unique_ptr<RepoDataSink> m_records;
  std::optional<ShardIndex> m_list; // of shards; then there are no records
  std::uint64_t m_list_id = 0;
};

} // namespace

RecordIndex SubdirCache::refresh(HttpClient& client,
                                 const Channel& channel,
                                 std::string_view subdir,
                                 const ProgressListener& progress,
                                 const CancellationToken& token) {
  const std::int64_t asked_ms = now_ms();
  const CacheEntry entry = CacheEntry::of(m_root, channel, subdir);
  m_files.create_directories(m_root);
  const FileLock lock(entry.lock, LockMode::exclusive, k_lock_timeout, token);
  // Another process may have done it while this one waited.
  std::optional<CachedIndex> cached = find_cached(entry);
  if (cached && cached->state.fetched_ms > asked_ms && is_wanted(*cached, m_shards)) {
    return std::move(cached->index);
  }
  cached.reset();
  return Refresh(m_files, client, channel, subdir, entry, m_shards).execute(progress, token);
}

RecordIndex SubdirCache::rebuild(HttpClient& client,
                                 const SubdirRequest& wanted,
                                 const ProgressListener& progress,
                                 const CancellationToken& token) {
  const CacheEntry entry = CacheEntry::of(m_root, wanted.channel, wanted.subdir);
  m_files.create_directories(m_root);
  const FileLock lock(entry.lock, LockMode::exclusive, k_lock_timeout, token);
  // Another process may have done it while this one waited.
  const std::unique_ptr<IndexMapping> there = IndexMapping::open(entry.index);
  if (there && there->is_whole()) {
    if (std::optional<CachedIndex> cached = find_cached(entry)) {
      return std::move(cached->index);
    }
  }
  m_files.remove_file(entry.index);
  return Refresh(m_files, client, wanted.channel, wanted.subdir, entry, m_shards)
      .execute(progress, token);
}

} // namespace etalon
