#include "shard_walk.hpp"

#include "base_url.hpp"

#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>
#include <etalon/util/strings.hpp>
#include <etalon/util/url.hpp>

#include <fmt/format.h>

#include <utility>

namespace etalon {
namespace {

// The greatest shard of conda-forge has some megabytes. A server must not fill the memory.
constexpr std::size_t k_shard_limit = 64UL * 1024 * 1024; // compressed and not

std::string to_hex(const ShardHash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

class BoundedSink final : public ByteSink {
public:
  void restart() override { m_bytes.clear(); }

  void write(std::string_view bytes) override {
    if (m_bytes.size() + bytes.size() > k_shard_limit) {
      throw Error(ErrorKind::corrupt,
                  fmt::format("it is larger than {} MiB", k_shard_limit / 1024 / 1024));
    }
    m_bytes += bytes;
  }

  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
  std::string m_bytes;
};

} // namespace

std::string shards_url(const std::string& subdir_url, std::string_view shards_base_url) {
  const std::string shown = without_credentials(subdir_url);
  const std::string resolved = resolve_base_url(shown, shards_base_url);
  // Below the subdir itself its URL is taken as it is, with a token in its path.
  if (resolved == shown || resolved.starts_with(shown + "/")) {
    Url url = Url::parse(subdir_url);
    url.path += resolved.substr(shown.size());
    return url.to_string();
  }
  const Url from = Url::parse(subdir_url);
  Url to = Url::parse(resolved);
  if (to.scheme == from.scheme && to.host == from.host && to.port == from.port) {
    to.userinfo = from.userinfo;
  }
  std::string text = to.to_string();
  while (text.ends_with("/")) { // of the server's root
    text.pop_back();
  }
  return text;
}

struct ShardWalk::Fetch {
  Fetch(Place& of, std::string called, const ShardHash& expected, std::string from)
      : place(of), name(std::move(called)), hash(expected), url(std::move(from)) {}

  Place& place;
  std::string name;
  ShardHash hash;
  std::string url;
  BoundedSink sink;
};

ShardWalk::ShardWalk(HttpClient& client,
                     const ProgressListener& progress,
                     const CancellationToken& token)
    : m_client(client), m_progress(progress), m_token(token), m_zstd(m_text, k_shard_limit) {}

void ShardWalk::add_place(const SubdirRequest& request,
                          const CacheEntry& entry,
                          std::unique_ptr<IndexMapping> index) {
  Place place{request.channel.to_string(), {}, entry, std::move(index), {}, {}};
  place.seen.resize(place.index->string_count(), false);
  if (place.index->is_sharded()) {
    place.url =
        shards_url(request.channel.subdir_url(request.subdir), place.index->shards_base_url);
  }
  m_places.push_back(std::move(place));
}

void ShardWalk::fetch(const std::vector<std::string>& names, ShardReach reach) {
  m_reach = reach;
  for (const std::string& name : names) {
    if (m_known.insert(name).second) {
      m_next.push_back(name);
    }
  }
  while (!m_next.empty()) {
    std::vector<std::unique_ptr<Fetch>> fetches;
    for (const std::string& name : std::exchange(m_next, {})) {
      look_for(name, fetches);
    }
    run(fetches);
  }
}

void ShardWalk::look_for(const std::string& name, std::vector<std::unique_ptr<Fetch>>& fetches) {
  for (Place& place : m_places) {
    const std::optional<std::size_t> found = place.index->find_name(name);
    if (!found) {
      continue;
    }
    if (place.index->is_loaded(*found)) {
      follow(place, *found);
      continue;
    }
    const ShardHash& hash = place.index->shard(*found).sha256;
    fetches.push_back(std::make_unique<Fetch>(
        place, name, hash, fmt::format("{}/{}.msgpack.zst", place.url, to_hex(hash))));
  }
}

// What the records of a name that is here depend on.
void ShardWalk::follow(Place& place, std::size_t name) {
  if (m_reach == ShardReach::names_only) {
    return;
  }
  const NameEntry& entry = place.index->name(name);
  for (std::uint32_t i = 0; i < entry.record_count; ++i) {
    std::size_t size = 0;
    const RecordEntry& record = place.index->record(entry.first_record + i);
    const std::uint32_t* const list = place.index->list(record.depends, size);
    for (std::size_t k = 0; k < size; ++k) {
      if (!place.seen.at(list[k])) {
        place.seen[list[k]] = true;
        follow(place.index->string(list[k]));
      }
    }
  }
  if (place.index->string(entry.name) == "python") {
    follow("pip"); // add_pip_as_python_dependency
  }
}

void ShardWalk::follow(std::string_view dependency) {
  std::string name = dependency_name(dependency);
  if (m_reach == ShardReach::dependencies && !name.empty() && !name.starts_with("__") &&
      m_known.insert(name).second) {
    m_next.push_back(std::move(name));
  }
}

void ShardWalk::run(const std::vector<std::unique_ptr<Fetch>>& fetches) {
  std::vector<Transfer> transfers;
  for (const std::unique_ptr<Fetch>& fetch : fetches) {
    Transfer transfer{fetch->url, &fetch->sink};
    transfer.on_done = [this, each = fetch.get()](const HttpResponse& /*response*/) {
      take(*each);
    };
    transfers.push_back(std::move(transfer));
  }
  if (!transfers.empty()) {
    m_client.run(std::move(transfers), m_token);
  }
}

// Only bytes with the hash that the list gives are looked into.
void ShardWalk::take(Fetch& fetch) {
  const std::string shown = redact(fetch.url);
  try {
    if (sha256_hex(fetch.sink.bytes()) != to_hex(fetch.hash)) {
      throw Error(ErrorKind::corrupt, "its SHA-256 is not the one that the list of shards gives");
    }
    m_zstd.restart();
    m_zstd.write(fetch.sink.bytes());
    m_zstd.finish();
    Place& place = fetch.place;
    if (!place.grown) {
      place.grown = std::make_unique<ShardedIndex>(*place.index);
    }
    place.grown->add_shard(fetch.name, m_text.bytes(), shown, [this](std::string_view dependency) {
      follow(dependency);
    });
  } catch (Error& error) {
    throw std::move(error).while_doing(
        fmt::format("cannot read the records of `{}` in channel `{}`: `{}`",
                    fetch.name,
                    fetch.place.channel,
                    shown));
  }
  if (fetch.name == "python") {
    follow("pip");
  }
  m_bytes += fetch.sink.bytes().size();
  fetch.sink.restart();
  if (m_progress) {
    m_progress({ProgressEvent::Stage::repodata,
                ProgressEvent::State::advanced,
                "shards of " + fetch.place.channel,
                m_bytes,
                0});
  }
}

void ShardWalk::save(FileSystem& files) {
  for (Place& place : m_places) {
    if (place.grown) {
      place.grown->take_over(*place.index);
      place.grown->save(files, place.entry.index);
      place.grown.reset();
    }
  }
}

} // namespace etalon
