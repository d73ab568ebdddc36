#include <etalon/prefix/prefix_data.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::get_prefix_state;
using etalon::is_environment;
using etalon::is_half_made;
using etalon::PrefixData;
using etalon::PrefixState;
using etalon::ScratchDirectory;

TEST_CASE("a prefix is an environment once it has a history", "[prefix][data]") {
  const ScratchDirectory scratch;
  CHECK(get_prefix_state(scratch / "none") == PrefixState::absent);
  CHECK(get_prefix_state(scratch.path()) == PrefixState::absent);
  scratch.files().create_directory(scratch / "conda-meta");
  CHECK(get_prefix_state(scratch.path()) == PrefixState::absent);
  scratch.write("conda-meta/etalon-transaction", "");
  CHECK(get_prefix_state(scratch.path()) == PrefixState::half_made);
  CHECK(is_half_made(scratch.path()));
  CHECK_FALSE(is_environment(scratch.path()));
  scratch.write("conda-meta/history", "");
  CHECK(get_prefix_state(scratch.path()) == PrefixState::environment);
  CHECK_FALSE(is_half_made(scratch.path()));
  CHECK(is_environment(scratch.path()));
}

TEST_CASE("what else stands there is foreign", "[prefix][data]") {
  const ScratchDirectory scratch;
  const auto file = scratch.write("file", "");
  CHECK(get_prefix_state(file) == PrefixState::foreign);
  CHECK(get_prefix_state(scratch.path()) == PrefixState::foreign);
  scratch.files().create_symlink("/nowhere/at/all", scratch / "link");
  CHECK(get_prefix_state(scratch / "link") == PrefixState::foreign);
  scratch.write("records/conda-meta/a.json", "{}");
  CHECK(get_prefix_state(scratch / "records") == PrefixState::foreign);
}

TEST_CASE("a directory without history cannot be loaded", "[prefix][data]") {
  const ScratchDirectory scratch;
  const auto error = thrown_error([&] { PrefixData::load(scratch / "x"); });
  CHECK(error.kind() == etalon::ErrorKind::not_found);
  CHECK(error.message() == "`" + (scratch / "x").string() + "` is no environment");
  CHECK(error.hints() == std::vector<std::string>{"see which there are: `etalon env list`"});
}

TEST_CASE("a damaged record is named", "[prefix][data]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/history", "");
  const auto file = scratch.write("conda-meta/a-1-0.json", R"({"name": )");
  const auto error = thrown_error([&] { PrefixData::load(scratch.path()); });
  CHECK(error.kind() == etalon::ErrorKind::corrupt);
  CHECK(error.message() == "cannot read `" + file.string() + "`");
  CHECK(error.causes().size() == 1);
}

TEST_CASE("a damaged state file is named", "[prefix][data]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/history", "");
  const auto file = scratch.write("conda-meta/state", "[]");
  const auto error = thrown_error([&] { PrefixData::load(scratch.path()); });
  CHECK(error.kind() == etalon::ErrorKind::corrupt);
  CHECK(error.message() == "cannot read `" + file.string() + "`");
  CHECK(error.hints() == std::vector<std::string>{
                             R"(it should be a JSON object like {"env_vars": {"NAME": "value"}})"});
}

TEST_CASE("variables come from the state file", "[prefix][data]") {
  const ScratchDirectory scratch;
  scratch.write("conda-meta/history", "");
  scratch.write("conda-meta/state", R"({"env_vars": {"A": "1", "B": 2}, "other": 1})");
  const PrefixData data = PrefixData::load(scratch.path());
  CHECK(data.variables == std::map<std::string, std::string>{{"A", "1"}});
  CHECK(data.records.empty());
  scratch.write("conda-meta/state", "{}");
  CHECK(PrefixData::load(scratch.path()).variables.empty());
}

TEST_CASE("an environment made by conda loads", "[prefix][data]") {
  const std::filesystem::path archive =
      ETALON_SOURCE_DIR "/../shared/data/conda-meta/envpy37osx_whl.tar.zst";
  if (!std::filesystem::exists(archive)) {
    WARN("skipped: " << archive << " is absent");
    return;
  }
  const ScratchDirectory scratch;
  etalon::Command unpack;
  unpack.arguments = {"tar", "--zstd", "-C", scratch.path().string(), "-xf", archive.string()};
  unpack.environment = {{"PATH", "/usr/bin:/bin"}};
  REQUIRE(etalon::run_captured(unpack, etalon::CancellationToken()).state.ok());

  const PrefixData data = PrefixData::load(scratch / "envpy37osx_whl");
  REQUIRE(data.records.size() == 13);
  CHECK(data.records.front().repodata.package.name == "ca-certificates");
  CHECK(data.records.back().repodata.package.name == "zlib");
  REQUIRE(data.find("python") != nullptr);
  CHECK(data.find("python")->repodata.package.version.to_string() == "3.7.0");
  CHECK(data.find("python")->requested_specs == std::vector<std::string>{"python=3.7"});
  CHECK(data.find("pythons") == nullptr);
  CHECK(data.history.requested_specs() == std::vector<std::string>{"python=3.7"});
  CHECK(data.history.revisions.at(0).added.size() == 17);
}
