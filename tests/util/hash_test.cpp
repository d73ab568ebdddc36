#include <etalon/util/error.hpp>
#include <etalon/util/hash.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

// The vectors of FIPS 180-4's examples and of RFC 1321, A.5.
TEST_CASE("SHA-256 agrees with the standard's examples", "[util][hash]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("SHA-256 in pieces equals SHA-256 at once", "[util][hash]") {
  Sha256 hash;
  for (int i = 0; i < 1000; ++i) {
    hash.update("aaaaaaaaaa");
  }
  for (int i = 0; i < 99; ++i) {
    hash.update(std::string(10'000, 'a'));
  }
  CHECK(hash.finish_hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("MD5 agrees with the RFC's examples", "[util][hash]") {
  Md5 hash;
  hash.update("message ");
  hash.update("digest");
  CHECK(hash.finish_hex() == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(Md5().finish_hex() == "d41d8cd98f00b204e9800998ecf8427e");
}

TEST_CASE("a file's hash is that of its bytes", "[util][hash]") {
  const ScratchDirectory scratch;
  const std::string bytes(600'000, 'x');
  CHECK(sha256_file(scratch.write("a", bytes)) == sha256_hex(bytes));
  CHECK(sha256_file(scratch.write("empty", "")) == sha256_hex(""));
}

TEST_CASE("hashing an absent file is an error of kind not_found", "[util][hash]") {
  const ScratchDirectory scratch;
  const Error error = thrown_error([&] { sha256_file(scratch / "absent"); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() ==
        "cannot read `" + (scratch / "absent").native() + "`: No such file or directory");
  CHECK(thrown_error([&] { sha256_file(scratch.path()); }).message() ==
        "cannot read `" + scratch.path().native() + "`: Is a directory");
}
