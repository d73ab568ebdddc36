#include "pkgcache/cache_entry.hpp"

#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>

namespace etalon {
namespace {

RepoDataRecord explicit_record(const std::string& url) {
  RepoDataRecord record;
  record.url = url;
  return record;
}

} // namespace

TEST_CASE("The archive's name is the record's, else its URL's", "[pkgcache][entry]") {
  RepoDataRecord record = explicit_record("https://example.org/c/linux-64/a%2Bb-1%211.0-0.conda");
  CHECK(archive_name(record) == "a+b-1!1.0-0.conda");
  CHECK(dist_name(record) == "a+b-1!1.0-0");
  record.file_name = "x-1.0-0.tar.bz2";
  CHECK(archive_name(record) == "x-1.0-0.tar.bz2");
  CHECK(dist_name(record) == "x-1.0-0");
  record.package.name = "y";
  record.package.version = Version::parse("2");
  record.package.build = "1";
  CHECK(dist_name(record) == "y-2-1");
}

TEST_CASE("Names that could leave the cache are refused", "[pkgcache][entry]") {
  for (const std::string name : {"../x-1-0.conda",
                                 "x/y-1-0.conda",
                                 ".hidden-1-0.conda",
                                 "a\nb-1-0.conda",
                                 "a b-1-0.conda",
                                 "a\xC3\xA9-1-0.conda"}) {
    RepoDataRecord record;
    record.file_name = name;
    const Error error = thrown_error([&] { archive_name(record); });
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() == "`" + name + "` cannot be the name of a package file");
  }
  CHECK_THROWS_AS(archive_name(explicit_record("https://example.org/c/linux-64/..%2F..%2Fx")),
                  Error);
  RepoDataRecord record;
  record.file_name = "x-1-0.conda";
  record.package.name = "../x";
  record.package.version = Version::parse("1");
  record.package.build = "0";
  CHECK(thrown_error([&] { dist_name(record); }).message() ==
        "`../x-1-0` cannot be the name of a package file");
}

TEST_CASE("An entry is named after the archive's hash", "[pkgcache][entry]") {
  const std::string hash = "0123456789ABCDEF" + std::string(48, '0');
  CHECK(entry_name("x-1-0", hash) == "x-1-0-0123456789abcdef");
  for (const std::string& wrong : {std::string("123"),
                                   std::string(64, 'g'),
                                   std::string(63, '0'),
                                   "../../" + std::string(58, '0')}) {
    const Error error = thrown_error([&] { entry_name("x-1-0", wrong); });
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.message() == "`" + wrong + "` is no sha256, but `x-1-0` is said to have it");
  }
}

TEST_CASE("The folder of the URL is the subdir of a record that has none", "[pkgcache][entry]") {
  CHECK(subdir_of(explicit_record("https://example.org/c/linux-64/x-1-0.conda")) == "linux-64");
  CHECK(subdir_of(explicit_record("x")).empty());
  RepoDataRecord record = explicit_record("https://example.org/c/linux-64/x-1-0.conda");
  record.package.subdir = "noarch";
  CHECK(subdir_of(record) == "noarch");
}

TEST_CASE("What the asked record says wins over what the cache knows", "[pkgcache][entry]") {
  RepoDataRecord known;
  known.package.name = "x";
  known.package.version = Version::parse("1");
  known.package.build = "0";
  known.package.depends = {"old"};
  known.package.sha256 = "aa";
  known.package.md5 = "bb";
  known.package.size = 7;
  known.url = "https://first.org/c/linux-64/x-1-0.conda";
  known.channel = "first";
  known.file_name = "x-1-0.conda";

  RepoDataRecord asked = known;
  asked.package.depends = {"patched"};
  asked.package.sha256.clear();
  asked.package.md5.clear();
  asked.package.size = 0;
  asked.url = "https://second.org/c/linux-64/x-1-0.conda";
  asked.channel = "second";
  const RepoDataRecord repodata = complete_record(asked, known);
  CHECK(repodata.package.depends == std::vector<std::string>{"patched"});
  CHECK(repodata.package.sha256 == "aa");
  CHECK(repodata.package.md5 == "bb");
  CHECK(repodata.package.size == 7);
  CHECK(repodata.channel == "second");
  CHECK(repodata.url == asked.url);

  const RepoDataRecord listed = complete_record(
      explicit_record("https://user:secret@third.org/t/tk-123/c/linux-64/x-1-0.conda"), known);
  CHECK(listed.package.depends == std::vector<std::string>{"old"});
  CHECK(listed.url == "https://third.org/c/linux-64/x-1-0.conda");
  CHECK(listed.channel == "https://third.org/c");
  CHECK(listed.file_name == "x-1-0.conda");
}

} // namespace etalon
