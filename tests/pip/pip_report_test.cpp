#include <etalon/pip/pip_report.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

TEST_CASE("pip's report says what came from where", "[pip][report]") {
  const auto downloads = parse_pip_report(R"({
    "version": "1",
    "pip_version": "23.0.1",
    "install": [
      {"download_info": {"url": "https://me:x@files.example/Demo_Pkg-1.0-py3-none-any.whl",
                         "archive_info": {"hash": "sha256=ab", "hashes": {"sha256": "ab"}}},
       "is_direct": false, "requested": true,
       "metadata": {"metadata_version": "2.1", "name": "Demo_Pkg", "version": "1.0"}},
      {"download_info": {"url": "https://a.example/b.git",
                         "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}},
       "metadata": {"name": "b", "version": "2"}},
      {"download_info": 1, "metadata": {}}, 7, {}
    ]})");
  REQUIRE(downloads.size() == 2);
  CHECK(downloads[0].name == "demo-pkg");
  CHECK(downloads[0].version == "1.0");
  CHECK(downloads[0].url == "https://files.example/Demo_Pkg-1.0-py3-none-any.whl");
  CHECK(downloads[0].sha256 == "ab");
  CHECK(downloads[1].url == "git+https://a.example/b.git@c0ffee");
  CHECK(downloads[1].sha256.empty());
}

TEST_CASE("what is no report says nothing", "[pip][report]") {
  for (const auto* text : {"", "[]", "{}", R"({"install": 1})", "{"}) {
    CHECK(parse_pip_report(text).empty());
  }
}
