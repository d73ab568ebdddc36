#include <catch2/catch.hpp>
#include <repodata/subdir_state.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

TEST_CASE("Cache-Control says how long an answer is fresh", "[repodata][state]") {
  CHECK(max_age_of("") == 3600);
  CHECK(max_age_of("public") == 3600);
  CHECK(max_age_of("public, max-age=30") == 30);
  CHECK(max_age_of("Max-Age=0,must-revalidate") == 0);
  CHECK(max_age_of("no-cache, max-age=30") == 0);
  CHECK(max_age_of("max-age=30, no-store") == 0);
  CHECK(max_age_of("max-age=-1") == 3600);
  CHECK(max_age_of("max-age=x") == 3600);
}

TEST_CASE("a state is read as it was saved", "[repodata][state]") {
  const ScratchDirectory scratch;
  SubdirState state;
  state.url = "https://host/a";
  state.file = "repodata.json";
  state.content_id = "0123456789abcdef";
  state.etag = "W/\"x\"\xff"; // a header need not be UTF-8
  state.last_modified = "Mon";
  state.cache_control = "max-age=7";
  state.fetched_ms = 1'700'000'000'123;
  state.zst_missed_ms = 5;
  state.json = {1, 2, 3};
  save_subdir_state(scratch.files(), scratch / "s", state);
  const std::optional<SubdirState> read = find_subdir_state(scratch / "s");
  REQUIRE(read);
  CHECK(read->url == state.url);
  CHECK(read->file == state.file);
  CHECK(read->content_id == state.content_id);
  CHECK(read->etag == "W/\"x\"\xEF\xBF\xBD");
  CHECK(read->last_modified == "Mon");
  CHECK(read->cache_control == "max-age=7");
  CHECK(read->max_age_s == 7);
  CHECK(read->fetched_ms == state.fetched_ms);
  CHECK(read->zst_missed_ms == 5);
  CHECK(read->zst == FileStamp());
  CHECK(read->json == state.json);
  CHECK_FALSE(find_subdir_state(scratch / "absent"));
}
