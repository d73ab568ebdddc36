#include <etalon/lock/content_hash.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

LockedRequest request_for(const std::string& subdir) {
  return {subdir,
          {"conda-forge", "https://repo.anaconda.com/pkgs/main", "defaults"},
          asked_in_main({"python=3.11",
                         "numpy >=1.24,<2",
                         "conda-forge::scipy 1.11 py311*",
                         "foo==1.0",
                         "Bar",
                         "pip"}),
          asked_in_main({"Requests[Socks,security] >=2.0, <3", "flask"})};
}

} // namespace

// The hashes are those of conda-lock 4.0.3 for the same environment.yml.
TEST_CASE("the content hash is conda-lock's", "[lock][conda-lock]") {
  CHECK(conda_lock_content_hash(request_for("linux-64")) ==
        "e31b74804e5cdbd81262aa9c46d7f9420066fa2ac8db42ade8eee4991fdc12d7");
  CHECK(conda_lock_content_hash(request_for("osx-64")) ==
        "f4c833f52d883ccc886913464730999a15f9f866f618fb72ad3a78b103b313ad");
  CHECK(conda_lock_content_hash(request_for("osx-arm64")) ==
        "22dbbe7891493c57d907e3e571a612d95d88d620bf2601d603d2b49ab125f0c8");
  CHECK(conda_lock_content_hash(request_for("win-64")) ==
        "b7930860da361c0bd770bb0e36d76a85b51495f202859c9357f80f0ac8382b8d");
}

TEST_CASE("of a spec of two categories the last counts for the content hash",
          "[lock][conda-lock]") {
  const LockedRequest request{"linux-64",
                              {"conda-forge"},
                              {{"python=3.11"}, {"numpy"}, {"pytest >=7", "dev"}, {"numpy", "dev"}},
                              {{"flask"}, {"rich==13", "dev"}}};
  CHECK(conda_lock_content_hash(request) ==
        "1993f0f0b064e997d827ef37f2b0757ac9a9c972beb6dcb867a927a61f05c8ab");
}

TEST_CASE("the order of specs is no part of the content hash", "[lock][conda-lock]") {
  auto request = request_for("linux-64");
  std::swap(request.specs.front(), request.specs.back());
  CHECK(conda_lock_content_hash(request) == conda_lock_content_hash(request_for("linux-64")));
  request.specs.front() = {"pip >=20"};
  CHECK(conda_lock_content_hash(request) == conda_lock_content_hash(request_for("linux-64")));
  request.specs.push_back({"zlib"});
  CHECK(conda_lock_content_hash(request) != conda_lock_content_hash(request_for("linux-64")));
}

TEST_CASE("the assumed machine of a platform is conda-lock's", "[lock][conda-lock]") {
  CHECK(assumed_virtual_packages("linux-64").at("__glibc") == "2.28");
  CHECK(assumed_virtual_packages("osx-arm64").at("__archspec") == "1 arm64");
  CHECK(assumed_virtual_packages("zos-z").empty());
}
