#include "cached_channel.hpp"

#include <etalon/net/http_client.hpp>
#include <etalon/pkgcache/fetch_packages.hpp>
#include <etalon/pkgcache/package_cache.hpp>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <sys/time.h>

#include <filesystem>
#include <string>

namespace etalon {
namespace {

namespace fs = std::filesystem;

// A cache with one package in it.
struct FilledCache {
  FilledCache() : channel(scratch), cache(scratch.files(), scratch / "pkgs-v1") {
    record = channel.add("demo", {{"lib/a", "aaaa"}, {"lib/b", "bbbb"}});
    const auto http = make_curl_http_client({});
    entry = fetch_packages(cache, *http, {record}, {}).front().directory;
  }

  [[nodiscard]] bool has(ValidationMode mode) const { return cache.find(record, mode).has_value(); }

  ScratchDirectory scratch;
  CachedChannel channel;
  PackageCache cache;
  RepoDataRecord record;
  fs::path entry;
};

void rewrite_in_place(const fs::path& path, const std::string& bytes, bool keep_time) {
  struct stat before {};

  REQUIRE(::stat(path.c_str(), &before) == 0);
  const auto files = make_posix_file_system();
  files->remove_file(path);
  files->write_file(path, bytes);
  if (keep_time) {
    const struct timeval times[2] = {{before.st_atim.tv_sec, 0}, {before.st_mtim.tv_sec, 0}};
    REQUIRE(::utimes(path.c_str(), times) == 0);
  }
}

} // namespace

TEST_CASE("A package is found by sha256, md5 or URL", "[pkgcache][find]") {
  const FilledCache filled;
  RepoDataRecord asked = filled.record;
  CHECK(filled.entry == filled.cache.root() / ("demo-1.0-0-" + asked.package.sha256.substr(0, 16)));
  CHECK(filled.cache.find(asked, ValidationMode::none)->directory == filled.entry);
  asked.package.sha256.clear();
  CHECK(filled.cache.find(asked, ValidationMode::none)->record.package.sha256 ==
        filled.record.package.sha256);
  asked.package.md5.clear();
  CHECK(filled.cache.find(asked, ValidationMode::none)->directory == filled.entry);
  asked.url = "https://example.org/linux-64/demo-1.0-0.conda";
  CHECK_FALSE(filled.cache.find(asked, ValidationMode::none));
  asked.package.md5 = std::string(32, '0');
  CHECK_FALSE(filled.cache.find(asked, ValidationMode::none));
  asked.package.sha256 = std::string(64, '0');
  CHECK_FALSE(filled.cache.find(asked, ValidationMode::none));
}

TEST_CASE("Hashes with the same first digits are not the same package", "[pkgcache][find]") {
  const FilledCache filled;
  RepoDataRecord asked = filled.record;
  asked.package.sha256.replace(
      60, 4, asked.package.sha256.substr(60, 4) == "0000" ? "1111" : "0000");
  CHECK_FALSE(filled.cache.find(asked, ValidationMode::none));
}

TEST_CASE("A cache that does not exist is empty", "[pkgcache][find]") {
  const ScratchDirectory scratch;
  const PackageCache cache(scratch.files(), scratch / "absent");
  RepoDataRecord asked;
  asked.url = "https://example.org/linux-64/demo-1.0-0.conda";
  CHECK_FALSE(cache.find(asked, ValidationMode::none));
}

TEST_CASE("An entry without a readable record is absent", "[pkgcache][find]") {
  const FilledCache filled;
  const fs::path record = filled.entry / "info/repodata_record.json";
  rewrite_in_place(record, "{", false);
  CHECK_FALSE(filled.has(ValidationMode::none));
  filled.scratch.files().remove_file(record);
  CHECK_FALSE(filled.has(ValidationMode::none));
}

TEST_CASE("An untouched entry stands every check", "[pkgcache][validation]") {
  const FilledCache filled;
  CHECK(filled.has(ValidationMode::none));
  CHECK(filled.has(ValidationMode::size_and_mtime));
  CHECK(filled.has(ValidationMode::sha256));
}

TEST_CASE("A missing file is seen by every check but the first", "[pkgcache][validation]") {
  const FilledCache filled;
  filled.scratch.files().remove_file(filled.entry / "lib/a");
  CHECK(filled.has(ValidationMode::none));
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
  CHECK_FALSE(filled.has(ValidationMode::sha256));
}

TEST_CASE("A file of another size is seen by its size", "[pkgcache][validation]") {
  const FilledCache filled;
  rewrite_in_place(filled.entry / "lib/a", "aaaaa", true);
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
}

TEST_CASE("A file written to since is seen by its time", "[pkgcache][validation]") {
  const FilledCache filled;
  rewrite_in_place(filled.entry / "lib/a", "xxxx", false);
  const struct timeval later[2] = {{8'000'000'000, 0}, {8'000'000'000, 0}};
  REQUIRE(::utimes((filled.entry / "lib/a").c_str(), later) == 0);
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
}

TEST_CASE("A changed file of equal size and time is seen by its hash", "[pkgcache][validation]") {
  const FilledCache filled;
  rewrite_in_place(filled.entry / "lib/a", "xxxx", true);
  CHECK(filled.has(ValidationMode::size_and_mtime));
  CHECK_FALSE(filled.has(ValidationMode::sha256));
}

TEST_CASE("A file that became another kind of thing is seen", "[pkgcache][validation]") {
  const FilledCache filled;
  filled.scratch.files().remove_file(filled.entry / "lib/a");
  filled.scratch.files().create_symlink("b", filled.entry / "lib/a");
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
}

TEST_CASE("A package of before paths.json is checked by its list of files",
          "[pkgcache][validation]") {
  const FilledCache filled;
  filled.scratch.files().remove_file(filled.entry / "info/paths.json");
  CHECK(filled.has(ValidationMode::size_and_mtime));
  filled.scratch.files().remove_file(filled.entry / "lib/a");
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
  filled.scratch.files().remove_file(filled.entry / "info/files");
  CHECK_FALSE(filled.has(ValidationMode::size_and_mtime));
}

} // namespace etalon
