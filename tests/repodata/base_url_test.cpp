#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <repodata/base_url.hpp>

using namespace etalon;

TEST_CASE("a base_url is absolute or relative to the subdir", "[repodata][base_url]") {
  const std::string subdir = "https://host:8080/a/linux-64";
  CHECK(resolve_base_url(subdir, "") == subdir);
  CHECK(resolve_base_url(subdir, "https://other/x/") == "https://other/x");
  CHECK(resolve_base_url(subdir, "/") == "https://host:8080");
  CHECK(resolve_base_url(subdir, "/files") == "https://host:8080/files");
  CHECK(resolve_base_url(subdir, "../../files/./linux-64/") == "https://host:8080/files/linux-64");
  CHECK(resolve_base_url(subdir, "files") == "https://host:8080/a/linux-64/files");
  CHECK(resolve_base_url(subdir, "../../../../x") == "https://host:8080/x");
}

TEST_CASE("a base_url may not be less safe than its channel", "[repodata][base_url]") {
  CHECK(resolve_base_url("http://host/a", "https://other/") == "https://other");
  CHECK(resolve_base_url("file:///a/b", "https://other/") == "https://other");
  CHECK(resolve_base_url("file:///a/b", "../c") == "file:///a/c");
  CHECK_THROWS_AS(resolve_base_url("https://host/a", "http://host/a"), Error);
  CHECK_THROWS_AS(resolve_base_url("http://host/a", "file:///etc"), Error);
}
