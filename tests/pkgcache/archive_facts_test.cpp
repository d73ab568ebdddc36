#include "pkgcache/archive_facts.hpp"

#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <string>
#include <vector>

namespace etalon {
namespace {

using Texts = std::vector<std::string>;

RepoDataRecord asked() {
  RepoDataRecord record;
  record.url = "https://user:secret@example.org/c/linux-64/demo-1.0-0.conda";
  return record;
}

ArchiveFacts facts() {
  ArchiveHasher hasher;
  hasher.update("ab");
  hasher.update("c");
  return hasher.finish();
}

const std::string k_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string k_md5 = "900150983cd24fb0d6963f7d28e17f72";
const Texts k_hints = {
    "run the command again; where it stays so, the channel's index and its file disagree"};

} // namespace

TEST_CASE("An archive is hashed and counted in pieces", "[pkgcache][facts]") {
  CHECK(facts().size == 3);
  CHECK(facts().sha256 == k_sha256);
  CHECK(facts().md5 == k_md5);
}

TEST_CASE("An archive that is as expected passes", "[pkgcache][facts]") {
  RepoDataRecord record = asked();
  CHECK_NOTHROW(check_archive(record, facts()));
  record.package.size = 3;
  record.package.sha256 = k_sha256;
  record.package.md5 = "900150983CD24FB0D6963F7D28E17F72";
  CHECK_NOTHROW(check_archive(record, facts()));
}

TEST_CASE("An archive with a wrong size or hash is refused", "[pkgcache][facts]") {
  const std::string start = "package `demo-1.0-0.conda` from "
                            "`https://example.org/c/linux-64/demo-1.0-0.conda` does not have the "
                            "expected ";
  RepoDataRecord size = asked();
  size.package.size = 4;
  const Error size_error = thrown_error([&] { check_archive(size, facts()); });
  CHECK(size_error.kind() == ErrorKind::corrupt);
  CHECK(size_error.message() == start + "size");
  CHECK(size_error.causes() == Texts{"expected 4 bytes, found 3"});
  CHECK(size_error.hints() == k_hints);

  RepoDataRecord sha256 = asked();
  sha256.package.sha256 = std::string(64, '0');
  const Error sha256_error = thrown_error([&] { check_archive(sha256, facts()); });
  CHECK(sha256_error.message() == start + "sha256");
  CHECK(sha256_error.causes() == Texts{"expected " + std::string(64, '0') + ", found " + k_sha256});
  CHECK(sha256_error.hints() == k_hints);

  RepoDataRecord md5 = asked();
  md5.package.md5 = std::string(32, '0');
  const Error md5_error = thrown_error([&] { check_archive(md5, facts()); });
  CHECK(md5_error.message() == start + "md5");
  CHECK(md5_error.causes() == Texts{"expected " + std::string(32, '0') + ", found " + k_md5});
}

} // namespace etalon
