#include <etalon/repodata/subdir_cache.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <support/loopback_server.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <support/zstd_text.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using Strings = std::vector<std::string>;

namespace {

const CancellationToken k_token;

std::string package_list(const std::string& name) {
  return R"({"packages": {")" + name + R"(-1-0.tar.bz2": {"name": ")" + name +
         R"(", "version": "1", "build": "0"}}})";
}

std::unique_ptr<HttpClient> make_client() {
  HttpOptions options;
  options.retry.first_delay = std::chrono::milliseconds{5};
  return make_curl_http_client(options);
}

// A channel on a server, and a cache for it.
struct Fixture {
  ScratchDirectory scratch;
  LoopbackServer server;
  SubdirCache cache{scratch.files(), scratch / "cache/repodata-v1"};
  Channel channel{"chan", server.url("/chan")};
  std::unique_ptr<HttpClient> client = make_client();

  RecordIndex refresh(const std::string& subdir = "linux-64") {
    return cache.refresh(*client, channel, subdir, nullptr, k_token);
  }

  [[nodiscard]] std::optional<RecordIndex> fresh() const {
    return cache.find_fresh(channel, "linux-64");
  }

  // The only file of the cache with this ending.
  [[nodiscard]] std::filesystem::path cached(const std::string& extension) const {
    for (const auto& entry : std::filesystem::directory_iterator(scratch / "cache/repodata-v1")) {
      if (entry.path().extension() == extension) {
        return entry.path();
      }
    }
    return {};
  }
};

const std::string k_zst = "/chan/linux-64/repodata.json.zst";
const std::string k_json = "/chan/linux-64/repodata.json";

void set_time(const std::filesystem::path& path, std::int64_t seconds) {
  const struct timespec times[2] = {{0, UTIME_OMIT}, {seconds, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

std::int64_t status_time(const std::filesystem::path& path) {
  struct stat status {};

  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mtim.tv_sec;
}

} // namespace

TEST_CASE("the compressed list is fetched and then fresh for an hour", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  CHECK_FALSE(f.fresh());
  CHECK_FALSE(f.cache.find_any(f.channel, "linux-64"));
  const RecordIndex index = f.refresh();
  CHECK(index.names() == Strings{"a"});
  CHECK(index.subdir() == "linux-64");
  CHECK(index.records("a").at(0).url == f.server.url("/chan/linux-64/a-1-0.tar.bz2"));
  CHECK(index.records("a").at(0).channel == "chan");
  CHECK(f.fresh()->names() == Strings{"a"});
  CHECK(f.cache.subdir_exists(f.channel, "linux-64"));
  CHECK(f.server.requests_for(k_zst) == 1);
}

TEST_CASE("the plain list is fetched where there is no compressed one, and remembered",
          "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_json, package_list("a"));
  CHECK(f.refresh().names() == Strings{"a"});
  CHECK(f.server.requests_for(k_zst) == 1);
  f.server.set_body(k_json, package_list("b"));
  CHECK(f.refresh().names() == Strings{"b"});
  CHECK(f.server.requests_for(k_zst) == 1);
  CHECK(f.server.requests_for(k_json) == 2);
}

TEST_CASE("an object store's 403 for the compressed list is as good as 404", "[repodata][cache]") {
  Fixture f;
  f.server.add_fault(k_zst, "status:403");
  f.server.set_body(k_json, package_list("a"));
  CHECK(f.refresh().names() == Strings{"a"});
  f.server.add_fault("/chan/noarch/*", "status:403");
  const Error error = thrown_error([&] { f.refresh("noarch"); });
  CHECK(error.causes() == Strings{"the server answered 403 (Forbidden)"});
}

TEST_CASE("a subdir that does not exist is an empty index", "[repodata][cache]") {
  Fixture f;
  const RecordIndex index = f.refresh();
  CHECK(index.names().empty());
  CHECK(index.subdir() == "linux-64");
  CHECK_FALSE(f.cache.subdir_exists(f.channel, "linux-64"));
  CHECK(f.fresh());
}

TEST_CASE("an unchanged list is not sent again", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  f.server.add_header(k_zst, "Cache-Control: public, max-age=0");
  f.server.add_header(k_zst, "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT");
  const std::string content = f.refresh().content_id();
  CHECK_FALSE(f.fresh());
  CHECK(f.cache.find_any(f.channel, "linux-64"));
  const RecordIndex again = f.refresh();
  CHECK(again.names() == Strings{"a"});
  CHECK(again.content_id() == content);
  const auto headers = f.server.requests().back().headers;
  CHECK(headers.count("if-none-match") == 1);
  CHECK(headers.at("if-modified-since") == "Mon, 01 Jan 2024 00:00:00 GMT");
  f.server.set_body(k_zst, zstd_compressed(package_list("b")));
  CHECK(f.refresh().names() == Strings{"b"});
}

TEST_CASE("a 304 makes an entry fresh again", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  f.refresh();
  nlohmann::json state = nlohmann::json::parse(read_file(f.cached(".json")));
  CHECK(state["fetched_ms"].get<std::int64_t>() > 1'600'000'000'000);
  state["fetched_ms"] = state["fetched_ms"].get<std::int64_t>() - 3'600'000;
  f.scratch.files().write_file(f.cached(".json"), state.dump());
  CHECK_FALSE(f.fresh());
  f.refresh();
  CHECK(f.fresh());
  CHECK(f.server.requests_for(k_zst) == 2);
}

TEST_CASE("a clock that was set back makes entries stale", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  f.refresh();
  nlohmann::json state = nlohmann::json::parse(read_file(f.cached(".json")));
  state["fetched_ms"] = state["fetched_ms"].get<std::int64_t>() + 100'000'000;
  f.scratch.files().write_file(f.cached(".json"), state.dump());
  CHECK_FALSE(f.fresh());
}

TEST_CASE("a damaged entry is fetched anew, without conditions", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  f.refresh();
  SECTION("the state") {
    f.scratch.files().write_file(f.cached(".json"), "{");
  }
  SECTION("the state's version") {
    f.scratch.files().write_file(f.cached(".json"), R"({"version": 1})");
  }
  SECTION("the index") {
    f.scratch.files().write_file(f.cached(".index"), "x");
  }
  SECTION("an index that belongs to another state") {
    build_record_index(
        f.scratch.files(), "{}", {"c", f.server.url(), "x", "x"}, f.cached(".index"));
  }
  CHECK_FALSE(f.fresh());
  CHECK(f.refresh().names() == Strings{"a"});
  CHECK(f.server.requests().back().headers.count("if-none-match") == 0);
}

TEST_CASE("damaged zstd data is told with its URL", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, "no zstd at all");
  const Error error = thrown_error([&] { f.refresh(); });
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "cannot read the package list `" + f.server.url(k_zst) + "`");
  CHECK(error.causes() == Strings{"it is no valid zstd data: Unknown frame descriptor"});
  const std::string frame = zstd_compressed(package_list("a"));
  f.server.set_body(k_zst, frame.substr(0, frame.size() - 3));
  CHECK(thrown_error([&] { f.refresh(); }).causes() == Strings{"its zstd data is cut short"});
  CHECK_FALSE(f.fresh());
}

TEST_CASE("a transfer that breaks off is decompressed from the start again", "[repodata][cache]") {
  Fixture f;
  std::string text = package_list("a");
  text.insert(1, std::string(2'000'000, ' '));
  f.server.set_body(k_zst, zstd_compressed(text));
  f.server.add_fault(k_zst, "truncate*2");
  CHECK(f.refresh().names() == Strings{"a"});
  CHECK(f.server.requests_for(k_zst) == 3);
}

TEST_CASE("a server that fails leaves the old entry to find_any", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  f.server.add_header(k_zst, "Cache-Control: no-cache");
  f.refresh();
  f.server.add_fault("*", "status:500");
  const Error error = thrown_error([&] { f.refresh(); });
  CHECK(error.kind() == ErrorKind::network);
  CHECK(f.cache.find_any(f.channel, "linux-64")->names() == Strings{"a"});
}

TEST_CASE("logins and tokens are written into no file", "[repodata][cache]") {
  Fixture f;
  f.channel.url = "http://user:secret@" + f.server.url().substr(7) + "/t/tk-secret/chan";
  f.channel.name = f.channel.url;
  f.server.set_body("/t/tk-secret/chan/linux-64/repodata.json.zst",
                    zstd_compressed(package_list("a")));
  const RecordIndex index = f.refresh();
  CHECK(index.records("a").at(0).url == f.server.url("/chan/linux-64/a-1-0.tar.bz2"));
  for (const auto& entry : std::filesystem::directory_iterator(f.scratch / "cache/repodata-v1")) {
    CHECK(entry.path().native().find("secret") == std::string::npos);
    CHECK(read_file(entry.path()).find("secret") == std::string::npos);
  }
}

TEST_CASE("a local channel is read directly and fresh until its file changes",
          "[repodata][cache]") {
  Fixture f;
  f.channel.url = "file://" + (f.scratch / "chan").native();
  const auto json = f.scratch.write("chan/linux-64/repodata.json", package_list("a"));
  CHECK(f.refresh().names() == Strings{"a"});
  CHECK(f.refresh().records("a").at(0).url == f.channel.url + "/linux-64/a-1-0.tar.bz2");
  CHECK(f.fresh());
  SECTION("by its time") {
    set_time(json, 1'600'000'000);
  }
  SECTION("by its size") {
    set_time(json, 1'600'000'000);
    f.refresh();
    CHECK(f.fresh());
    const std::int64_t before = status_time(json);
    f.scratch.files().write_file(json, package_list("abc"));
    set_time(json, before);
  }
  SECTION("by a compressed list beside it") {
    f.scratch.write("chan/linux-64/repodata.json.zst", zstd_compressed(package_list("b")));
    CHECK_FALSE(f.fresh());
    CHECK(f.refresh().names() == Strings{"b"});
    return;
  }
  SECTION("by its removal") {
    std::filesystem::remove(json);
    CHECK_FALSE(f.fresh());
    CHECK(f.refresh().names().empty());
    CHECK(f.fresh());
    return;
  }
  CHECK_FALSE(f.fresh());
  f.refresh();
  CHECK(f.fresh());
}

TEST_CASE("progress is told from start to end", "[repodata][cache]") {
  Fixture f;
  f.server.set_body(k_zst, zstd_compressed(package_list("a")));
  std::vector<ProgressEvent> events;
  f.cache.refresh(
      *f.client,
      f.channel,
      "linux-64",
      [&](const ProgressEvent& event) { events.push_back(event); },
      k_token);
  REQUIRE(events.size() >= 3);
  CHECK(events.front().state == ProgressEvent::State::started);
  CHECK(events[1].state == ProgressEvent::State::advanced);
  CHECK(events[1].done > 0);
  CHECK(events[1].total >= events[1].done);
  CHECK(events.back().state == ProgressEvent::State::finished);
  for (const ProgressEvent& event : events) {
    CHECK(event.stage == ProgressEvent::Stage::repodata);
    CHECK(event.item == "chan/linux-64");
  }
}

TEST_CASE("many processes may refresh one entry at once", "[repodata][cache]") {
  Fixture f;
  std::string text = package_list("a");
  text.insert(1, std::string(500'000, ' '));
  f.scratch.write("chan/linux-64/repodata.json", text);
  f.channel.url = "file://" + (f.scratch / "chan").native();
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool good = true;
      for (int round = 0; round < 10; ++round) {
        good = good && f.refresh().names() == Strings{"a"};
        const std::optional<RecordIndex> fresh = f.fresh();
        good = good && (!fresh || fresh->names() == Strings{"a"});
      }
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(f.fresh());
}
