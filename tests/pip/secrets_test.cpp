#include "pip/secrets.hpp"

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("passwords of URLs are found, as written and decoded", "[pip][secrets]") {
  CHECK(find_secrets("-i https://me:p%23ss@a.example/simple\n-f https://token1@b.example/") ==
        std::vector<std::string>{"p%23ss", "p#ss", "token1", "token1"});
  CHECK(find_secrets("https://a.example/x@y git+ssh://git@a.example/b ftp://").empty());
}

TEST_CASE("no secret is shown, in a URL or elsewhere", "[pip][secrets]") {
  CHECK(without_secrets("Looking in indexes: https://me:secret@a.example/simple, x", {}) ==
        "Looking in indexes: https://a.example/simple, x");
  CHECK(without_secrets("401 for user me with secret", {"secret"}) == "401 for user me with ***");
}
