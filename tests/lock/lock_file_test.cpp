#include "example_lock.hpp"

#include <etalon/lock/conda_lock_file.hpp>
#include <etalon/lock/export_json.hpp>
#include <etalon/lock/pixi_lock_file.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

TEST_CASE("lock files are told apart by content", "[lock]") {
  const LockFile lock = example_lock();
  CHECK(find_lock_format(to_conda_lock(lock)) == LockFormat::conda_lock);
  CHECK(find_lock_format("\xEF\xBB\xBF" + to_pixi_lock(lock)) == LockFormat::pixi);
  CHECK(find_lock_format(to_export_json(lock)) == LockFormat::export_json);
  CHECK_FALSE(find_lock_format("name: demo\ndependencies:\n- package: 1\n"));
  CHECK_FALSE(find_lock_format("@EXPLICIT\nhttps://h/c/noarch/a-1-0.conda\n"));
  CHECK_FALSE(find_lock_format("{name: demo, dependencies: []}"));
  CHECK_FALSE(find_lock_format(""));
}

TEST_CASE("every format reads back by its content", "[lock]") {
  const LockFile lock = example_lock();
  for (const auto& text : {to_conda_lock(lock), to_pixi_lock(lock), to_export_json(lock)}) {
    const LockFile read = parse_lock_file(text, "lock");
    CHECK(read.get("linux-64", "lock").packages.size() == 2);
    CHECK(read.get("linux-64", "lock").pip.size() == 1);
  }
  const auto unknown = thrown_error([] { parse_lock_file("name: demo\n", "demo.yml"); });
  CHECK(unknown.message() == "demo.yml: this is no lock file");
  CHECK(unknown.hints() ==
        std::vector<std::string>{"Etalon reads conda-lock.yml, pixi.lock and what `etalon env "
                                 "export --format json` writes"});
}

TEST_CASE("a platform that is not locked is named with those that are", "[lock]") {
  LockFile lock = example_lock();
  const auto missing = thrown_error([&] { (void)lock.get("osx-64", "conda-lock.yml"); });
  CHECK(missing.kind() == ErrorKind::not_found);
  CHECK(missing.message() == "conda-lock.yml locks nothing for osx-64");
  CHECK(missing.hints() ==
        std::vector<std::string>{
            "it has linux-64, win-64; add this one with `etalon lock --platform osx-64`"});
  lock.platforms.clear();
  CHECK(thrown_error([&] { (void)lock.get("osx-64", "a"); }).hints() ==
        std::vector<std::string>{"it has no platform at all: make it anew with `etalon lock`"});
}

TEST_CASE("what pip is to install is said line by line", "[lock]") {
  LockedPlatform platform = example_lock().platforms[0];
  CHECK(platform.pip_lines({"main"}) == std::vector<std::string>{"rich"});
  platform.pip_specs->push_back({"sphinx", "docs"});
  CHECK(platform.pip_lines({"main"}) == std::vector<std::string>{"rich"});
  CHECK(platform.pip_lines({"docs", "main"}) == std::vector<std::string>{"rich", "sphinx"});
  platform.pip_specs.reset();
  CHECK(platform.pip_lines({"docs"}).empty());
  CHECK(platform.pip_lines({"main"}) ==
        std::vector<std::string>{
            "rich @ https://files.pythonhosted.org/packages/aa/rich-13.0-py3-none-any.whl#sha256=" +
            std::string(64, 'c')});
  platform.pip[0].url.clear();
  CHECK(platform.pip_lines({"main"}) == std::vector<std::string>{"rich==13.0"});
}

TEST_CASE("platforms are kept in order and replaced by name", "[lock]") {
  LockFile lock = example_lock();
  LockedPlatform platform;
  platform.subdir = "osx-64";
  lock.put(platform);
  platform.subdir = "win-64";
  lock.put(platform);
  REQUIRE(lock.platforms.size() == 3);
  CHECK(lock.platforms[1].subdir == "osx-64");
  CHECK(lock.platforms[2].packages.empty());
}
