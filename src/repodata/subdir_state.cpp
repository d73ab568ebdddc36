#include "subdir_state.hpp"

#include <etalon/util/strings.hpp>

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <charconv>
#include <chrono>

namespace etalon {
namespace {

constexpr int k_state_version = 2;
constexpr std::int64_t k_default_max_age_s = 3600;

nlohmann::json to_json(const FileStamp& stamp) {
  return {{"modified_ns", stamp.modified_ns}, {"size", stamp.size}, {"inode", stamp.inode}};
}

FileStamp stamp_from(const nlohmann::json& json) {
  return {json.at("modified_ns").get<std::int64_t>(),
          json.at("size").get<std::uint64_t>(),
          json.at("inode").get<std::uint64_t>()};
}

} // namespace

FileStamp FileStamp::of(const std::filesystem::path& path) {
  struct stat status {};

  if (::stat(path.c_str(), &status) != 0) {
    return {};
  }
  constexpr std::int64_t second_ns = 1'000'000'000;
  return {status.st_mtim.tv_sec * second_ns + status.st_mtim.tv_nsec,
          static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_ino)};
}

std::optional<SubdirState> find_subdir_state(const std::filesystem::path& path) {
  const std::optional<std::string> text = find_file(path);
  if (!text) {
    return std::nullopt;
  }
  try {
    const nlohmann::json json = nlohmann::json::parse(*text);
    if (json.at("version").get<int>() != k_state_version) {
      return std::nullopt;
    }
    SubdirState state;
    json.at("url").get_to(state.url);
    json.at("file").get_to(state.file);
    json.at("content_id").get_to(state.content_id);
    json.at("etag").get_to(state.etag);
    json.at("last_modified").get_to(state.last_modified);
    json.at("cache_control").get_to(state.cache_control);
    json.at("fetched_ms").get_to(state.fetched_ms);
    json.at("zst_missed_ms").get_to(state.zst_missed_ms);
    json.at("shards_missed_ms").get_to(state.shards_missed_ms);
    state.zst = stamp_from(json.at("source_zst"));
    state.json = stamp_from(json.at("source_json"));
    state.max_age_s = max_age_of(state.cache_control);
    return state;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

void save_subdir_state(FileSystem& files,
                       const std::filesystem::path& path,
                       const SubdirState& state) {
  const nlohmann::json json = {{"version", k_state_version},
                               {"url", state.url},
                               {"file", state.file},
                               {"content_id", state.content_id},
                               {"etag", state.etag},
                               {"last_modified", state.last_modified},
                               {"cache_control", state.cache_control},
                               {"fetched_ms", state.fetched_ms},
                               {"zst_missed_ms", state.zst_missed_ms},
                               {"shards_missed_ms", state.shards_missed_ms},
                               {"source_zst", to_json(state.zst)},
                               {"source_json", to_json(state.json)}};
  // What a server sends in its headers need not be UTF-8.
  constexpr auto replace = nlohmann::json::error_handler_t::replace;
  write_file_atomically(files, path, json.dump(2, ' ', false, replace) + "\n");
}

std::int64_t max_age_of(std::string_view cache_control) {
  std::int64_t seconds = k_default_max_age_s;
  for (const std::string_view piece : split(cache_control, ',')) {
    const std::string directive = to_lower(trim(piece));
    constexpr std::string_view max_age = "max-age=";
    if (directive == "no-cache" || directive == "no-store") {
      return 0;
    }
    if (directive.starts_with(max_age)) {
      std::int64_t value = 0;
      const char* const end = directive.data() + directive.size();
      const auto [parsed, failed] = std::from_chars(directive.data() + max_age.size(), end, value);
      if (failed == std::errc() && parsed == end && value >= 0) {
        seconds = value;
      }
    }
  }
  return seconds;
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace etalon
