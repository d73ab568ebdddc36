#include "pip/direct_url.hpp"

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("an archive's URL comes with its hash and without a login", "[pip][direct-url]") {
  const auto direct =
      parse_direct_url(R"({"url": "https://me:secret@example.org/a-1.0.whl?token=x",)"
                       R"( "archive_info": {"hash": "sha256=old", "hashes": {"sha256": "abc"}}})");
  CHECK(direct.origin == PipOrigin::archive);
  CHECK(direct.url == "https://example.org/a-1.0.whl");
  CHECK(direct.sha256 == "abc");
  CHECK(parse_direct_url(R"({"url": "file:///a.whl", "archive_info": {"hash": "sha256=12"}})")
            .sha256 == "12");
  CHECK(parse_direct_url(R"({"url": "file:///a.whl", "archive_info": {"hash": "md5=12"}})")
            .sha256.empty());
}

TEST_CASE("a repository's URL names the commit", "[pip][direct-url]") {
  const auto read = [](const std::string& url) {
    return parse_direct_url(R"({"url": ")" + url +
                            R"(", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"},)"
                            R"( "subdirectory": "py"})");
  };
  const auto direct = read("https://me:secret@example.org/a.git");
  CHECK(direct.origin == PipOrigin::repository);
  CHECK(direct.url == "git+https://example.org/a.git@c0ffee#subdirectory=py");
  CHECK(read("ssh://git@example.org/a.git").url ==
        "git+ssh://git@example.org/a.git@c0ffee#subdirectory=py");
  CHECK(read("ssh://git:secret@example.org/a.git").url ==
        "git+ssh://git@example.org/a.git@c0ffee#subdirectory=py");
}

TEST_CASE("a directory may be editable", "[pip][direct-url]") {
  CHECK(parse_direct_url(R"({"url": "file:///src/a", "dir_info": {}})").origin ==
        PipOrigin::directory);
  CHECK(parse_direct_url(R"({"url": "file:///src/a", "dir_info": {"editable": true}})").origin ==
        PipOrigin::editable);
}

TEST_CASE("what is no direct_url.json is a package of an index", "[pip][direct-url]") {
  for (const auto* text : {"",
                           "[1]",
                           "{\"url\": 7}",
                           "{\"archive_info\": {}}",
                           R"({"url": "https://example.org/a\n-r x", "archive_info": {}})",
                           R"({"url": "https://example.org/a", "subdirectory": "b c"})"}) {
    CHECK(parse_direct_url(text).origin == PipOrigin::index);
    CHECK(parse_direct_url(text).url.empty());
  }
}
