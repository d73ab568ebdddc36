#include "cached_channel.hpp"

#include <etalon/net/http_client.hpp>
#include <etalon/pkgcache/fetch_packages.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/thread_pool.hpp>

#include <catch2/catch.hpp>
#include <support/full_disk.hpp>
#include <support/loopback_server.hpp>
#include <support/raw_conda.hpp>
#include <support/thrown_error.hpp>
#include <support/tree_listing.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace etalon {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

struct Setup {
  Setup() : channel(scratch), cache(scratch.files(), scratch / "pkgs-v1") {
    HttpOptions http_options;
    http_options.retry.attempts = 1;
    http = make_curl_http_client(http_options);
    options.threads = 3;
  }

  std::vector<CachedPackage> fetch(const std::vector<RepoDataRecord>& records) {
    return fetch_packages(cache, *http, records, options);
  }

  Error failure(const std::vector<RepoDataRecord>& records) {
    return thrown_error([&] { fetch(records); });
  }

  // Entries and whatever else a fetch left, but the locks.
  [[nodiscard]] Texts left() const {
    Texts names;
    for (const auto& item : fs::directory_iterator(cache.root())) {
      if (item.path().filename() != ".locks") {
        names.push_back(item.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  ScratchDirectory scratch;
  CachedChannel channel;
  PackageCache cache;
  std::unique_ptr<HttpClient> http;
  FetchOptions options;
};

} // namespace

TEST_CASE("Packages of a local channel are unpacked where they lie", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const RepoDataRecord b = setup.channel.add("b", {{"lib/b", "bbbb"}});
  const auto packages = setup.fetch({b, a});
  REQUIRE(packages.size() == 2);
  CHECK(packages[0].record.package.name == "b");
  CHECK(packages[1].record.package.name == "a");
  CHECK(read_file(packages[1].directory / "lib/a") == "aaaa");
  CHECK(setup.left().size() == 2);
  CHECK(fs::exists(setup.scratch / "channel/linux-64/a-1.0-0.conda"));
  const RepoDataRecord written =
      parse_repodata_record(read_file(packages[1].directory / "info/repodata_record.json"));
  CHECK(written.url == a.url);
  CHECK(written.channel == "test");
  CHECK(written.package.sha256 == a.package.sha256);
  CHECK(written.package.depends == Texts{"zlib"});
}

TEST_CASE("Packages of a server are downloaded once", "[pkgcache][fetch]") {
  Setup setup;
  std::vector<RepoDataRecord> records;
  for (const std::string name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
    records.push_back(setup.channel.add(name, {{"lib/" + name, std::string(50'000, name[0])}}));
  }
  const LoopbackServer server(setup.scratch.path());
  for (RepoDataRecord& record : records) {
    record = CachedChannel::at(record, server.url());
  }
  records.push_back(records.front()); // a list may say a package twice
  const auto packages = setup.fetch(records);
  REQUIRE(packages.size() == 13);
  for (std::size_t i = 0; i < packages.size(); ++i) {
    const std::string name = records[i].package.name;
    CHECK(read_file(packages[i].directory / ("lib/" + name)) == std::string(50'000, name[0]));
  }
  CHECK(server.requests().size() == 12);
  CHECK(setup.left().size() == 12); // no archives, nothing temporary
  setup.fetch(records);
  CHECK(server.requests().size() == 12);
}

TEST_CASE("Progress tells of downloads and unpacking", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const LoopbackServer server(setup.scratch.path());
  std::mutex mutex;
  std::vector<ProgressEvent> events;
  setup.options.progress = [&](const ProgressEvent& event) {
    const std::lock_guard<std::mutex> lock(mutex);
    events.push_back(event);
  };
  setup.fetch({CachedChannel::at(a, server.url())});
  const auto has = [&](ProgressEvent::Stage stage, ProgressEvent::State state) {
    return std::any_of(events.begin(), events.end(), [&](const ProgressEvent& event) {
      return event.stage == stage && event.state == state && event.item == "a-1.0-0.conda";
    });
  };
  CHECK(has(ProgressEvent::Stage::download, ProgressEvent::State::started));
  CHECK(has(ProgressEvent::Stage::download, ProgressEvent::State::finished));
  CHECK(has(ProgressEvent::Stage::extract, ProgressEvent::State::started));
  CHECK(has(ProgressEvent::Stage::extract, ProgressEvent::State::finished));
}

TEST_CASE("A record of an explicit list is completed from the archive", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const LoopbackServer server(setup.scratch.path());
  const RepoDataRecord asked = CachedChannel::explicit_entry(CachedChannel::at(a, server.url()));
  const CachedPackage package = setup.fetch({asked}).front();
  CHECK(package.record.package.name == "a");
  CHECK(package.record.package.version.to_string() == "1.0");
  CHECK(package.record.package.depends == Texts{"zlib"});
  CHECK(package.record.package.subdir == "linux-64");
  CHECK(package.record.package.size == a.package.size);
  CHECK(package.record.package.md5 == a.package.md5);
  CHECK(package.record.file_name == "a-1.0-0.conda");
  CHECK(package.record.channel == server.url("/channel"));
  const auto again = setup.cache.find(asked, ValidationMode::sha256);
  REQUIRE(again);
  CHECK(again->record.package.depends == Texts{"zlib"});

  RepoDataRecord by_md5;
  by_md5.url = asked.url;
  by_md5.package.md5 = a.package.md5;
  CHECK(setup.fetch({by_md5}).front().directory == package.directory);
  RepoDataRecord by_url;
  by_url.url = asked.url;
  CHECK(setup.fetch({by_url}).front().directory == package.directory);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("Of several packages without sha256, each is fetched", "[pkgcache][fetch]") {
  Setup setup;
  RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  RepoDataRecord b = setup.channel.add("b", {{"lib/b", "bbbb"}});
  a.package.sha256.clear();
  b.package.sha256.clear();
  b.package.md5.clear();
  const auto packages = setup.fetch({a, b});
  CHECK(read_file(packages[0].directory / "lib/a") == "aaaa");
  CHECK(read_file(packages[1].directory / "lib/b") == "bbbb");
  CHECK(packages[1].record.package.sha256.size() == 64);
}

TEST_CASE("A wrong hash is an error and leaves nothing", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const LoopbackServer server(setup.scratch.path());
  for (RepoDataRecord record : {a, CachedChannel::at(a, server.url())}) {
    const std::string found = record.package.sha256;
    record.package.sha256 = std::string(64, '0');
    const Error error = setup.failure({record});
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() ==
          "package `a-1.0-0.conda` from `" + record.url + "` does not have the expected sha256");
    CHECK(error.causes() == Texts{"expected " + record.package.sha256 + ", found " + found});
    CHECK(setup.left().empty());
  }
}

TEST_CASE("Damage on the way is an error and leaves nothing", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", std::string(100'000, 'a')}});
  const std::string path = "/channel/linux-64/a-1.0-0.conda";
  for (const std::string fault : {"corrupt", "truncate", "drop", "status:500", "long-length"}) {
    INFO(fault);
    LoopbackServer server(setup.scratch.path());
    server.add_fault(path, fault);
    RepoDataRecord record = CachedChannel::at(a, server.url());
    const Error error = setup.failure({record});
    CHECK(error.kind() == (fault == "corrupt" ? ErrorKind::corrupt : ErrorKind::network));
    CHECK(setup.left().empty());
  }
  LoopbackServer server(setup.scratch.path());
  server.add_fault(path, "truncate*1");
  HttpOptions http_options;
  http_options.retry.attempts = 3;
  setup.http = make_curl_http_client(http_options);
  CHECK(setup.fetch({CachedChannel::at(a, server.url())}).size() == 1); // a retry starts anew
}

TEST_CASE("A damaged archive that nothing vouches for is an error", "[pkgcache][fetch]") {
  Setup setup;
  const auto path = setup.scratch.write("channel/linux-64/demo-1.0-0.conda",
                                        raw_conda(RawTar().file("a", "x")).substr(0, 300));
  RepoDataRecord record;
  record.url = file_url_from_path(path);
  const Error error = setup.failure({record});
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "package archive `demo-1.0-0.conda` is truncated or damaged");
  CHECK(error.hints() ==
        Texts{"run the command again; where it stays so, tell the owner of the channel"});
  CHECK(setup.left().empty());
}

TEST_CASE("A hostile archive is an error and leaves nothing", "[pkgcache][fetch]") {
  Setup setup;
  setup.scratch.write("outside/file", "precious");
  const auto path = setup.scratch.write(
      "channel/linux-64/demo-1.0-0.conda",
      raw_conda(
          RawTar().symlink("out", (setup.scratch / "outside").string()).file("out/new", "x")));
  RepoDataRecord record;
  record.url = file_url_from_path(path);
  const Error error = setup.failure({record});
  CHECK(error.message() == "package archive `demo-1.0-0.conda` is not safe to unpack");
  CHECK(setup.left().empty());
  CHECK(list_everything(setup.scratch / "outside").size() == 1);
}

TEST_CASE("Metadata that is a link in the archive is never written through", "[pkgcache][fetch]") {
  Setup setup;
  const auto victim = setup.scratch.write("outside/file", "precious");
  RawTar info = demo_info();
  info.symlink("info/repodata_record.json", victim.string());
  const auto path = setup.scratch.write("channel/linux-64/demo-1.0-0.conda",
                                        raw_conda(RawTar().file("a", "x"), info));
  RepoDataRecord record;
  record.url = file_url_from_path(path);
  CHECK(setup.fetch({record}).size() == 1);
  CHECK(read_file(victim) == "precious");
}

TEST_CASE("An archive that holds another package is an error", "[pkgcache][fetch]") {
  Setup setup;
  const auto path =
      setup.scratch.write("channel/linux-64/other-1.0-0.conda", raw_conda(RawTar().file("a", "x")));
  RepoDataRecord record;
  record.url = file_url_from_path(path);
  const Error error = setup.failure({record});
  CHECK(error.kind() == ErrorKind::corrupt);
  CHECK(error.message() == "package `other-1.0-0.conda` from `" + record.url +
                               "` is `demo-1.0-0` by its own `info/index.json`");
  CHECK(error.hints() ==
        Texts{"the channel serves another package under this name; tell its owner"});
  CHECK(setup.left().empty());
}

TEST_CASE("A local archive that is gone is not found", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const fs::path path = setup.scratch / "channel/linux-64/a-1.0-0.conda";
  setup.scratch.files().remove_file(path);
  const Error error = setup.failure({a});
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "cannot read package `a-1.0-0.conda`");
  CHECK(error.causes().size() == 1);
  CHECK(error.hints() == Texts{"where it was removed on purpose, index its channel again"});
  CHECK(setup.left().empty());
}

TEST_CASE("One bad package does not take good ones with it", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  RepoDataRecord b = setup.channel.add("b", {{"lib/b", "bbbb"}});
  setup.fetch({a});
  b.package.size += 1;
  const Error error = setup.failure({a, b});
  CHECK(error.causes() == Texts{"expected " + std::to_string(b.package.size) + " bytes, found " +
                                std::to_string(b.package.size - 1)});
  CHECK(setup.left().size() == 1);
  CHECK(setup.cache.find(a, ValidationMode::sha256));
}

TEST_CASE("A damaged entry is fetched again", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  const fs::path entry = setup.fetch({a}).front().directory;
  setup.scratch.files().remove_file(entry / "lib/a");
  setup.options.validation = ValidationMode::size_and_mtime;
  CHECK(setup.fetch({a}).front().directory == entry);
  CHECK(read_file(entry / "lib/a") == "aaaa");
  setup.scratch.files().remove_file(entry / "info/repodata_record.json");
  setup.options.validation = ValidationMode::none;
  setup.fetch({a});
  CHECK(setup.cache.find(a, ValidationMode::sha256));
  CHECK(setup.left().size() == 1);
}

TEST_CASE("A full disk at any moment leaves nothing half made", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add(
      "a", {{"lib/a", std::string(100'000, 'a')}, {"lib/b", "bbbb"}, {"share/c", "cccc"}});
  const LoopbackServer server(setup.scratch.path());
  setup.options.threads = 1;
  for (const RepoDataRecord& record : {a, CachedChannel::at(a, server.url())}) {
    // How many effects a download takes varies with how the network cuts it.
    std::size_t full_at = 1;
    for (;; ++full_at) {
      INFO("full at " << full_at);
      FullDisk disk(full_at);
      PackageCache cache(disk, setup.scratch / "pkgs-v1");
      try {
        fetch_packages(cache, *setup.http, {record}, setup.options);
        break;
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::io);
        CHECK(
            (error.causes().empty() || error.message() == "cannot unpack package `a-1.0-0.conda`"));
        CHECK_FALSE(error.hints().empty());
      }
      if (fs::exists(cache.root())) {
        CHECK(setup.left().empty());
      }
    }
    CHECK(full_at > 15);
    CHECK(setup.cache.find(record, ValidationMode::sha256));
    setup.scratch.files().remove_tree(setup.cache.root());
  }
}

TEST_CASE("A cancelled fetch leaves nothing", "[pkgcache][fetch]") {
  Setup setup;
  const RepoDataRecord a = setup.channel.add("a", {{"lib/a", "aaaa"}});
  setup.options.token.cancel();
  CHECK(setup.failure({a}).kind() == ErrorKind::cancelled);
  CHECK(setup.left().empty());
}

TEST_CASE("Several fetches into one cache bring each package once", "[pkgcache][fetch]") {
  Setup setup;
  std::vector<RepoDataRecord> records;
  const LoopbackServer server(setup.scratch.path());
  for (const std::string name : {"a", "b", "c", "d", "e", "f"}) {
    records.push_back(CachedChannel::at(
        setup.channel.add(name, {{"lib/" + name, std::string(20'000, name[0])}}), server.url()));
  }
  ThreadPool pool(4);
  for (int i = 0; i < 4; ++i) {
    pool.submit([&, i] {
      std::vector<RepoDataRecord> order = records;
      if (i % 2 == 1) {
        std::reverse(order.begin(), order.end());
      }
      const auto files = make_posix_file_system();
      PackageCache cache(*files, setup.cache.root());
      const auto http = make_curl_http_client({});
      FetchOptions options;
      options.threads = 2;
      const auto packages = fetch_packages(cache, *http, order, options);
      if (packages.size() != order.size()) {
        throw Error(ErrorKind::io, "packages are missing");
      }
    });
  }
  pool.wait();
  CHECK(server.requests().size() == 6);
  CHECK(setup.left().size() == 6);
  for (const RepoDataRecord& record : records) {
    CHECK(setup.cache.find(record, ValidationMode::sha256));
  }
}

TEST_CASE("More packages than locks at once are fetched in turns", "[pkgcache][fetch]") {
  Setup setup;
  std::vector<RepoDataRecord> records;
  for (int i = 0; i < 150; ++i) {
    const std::string name = "p" + std::to_string(i);
    records.push_back(setup.channel.add(name, {{"share/" + name, name}}));
  }
  const auto packages = setup.fetch(records);
  REQUIRE(packages.size() == 150);
  CHECK(packages[149].record.package.name == "p149");
  CHECK(setup.left().size() == 150);
}

} // namespace etalon
