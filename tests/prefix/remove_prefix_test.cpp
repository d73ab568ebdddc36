#include <etalon/prefix/remove_prefix.hpp>
#include <etalon/util/file_lock.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::ErrorKind;
using etalon::remove_prefix;
using etalon::ScratchDirectory;
using Strings = std::vector<std::string>;

TEST_CASE("an environment goes with everything below it and nothing else", "[prefix][remove]") {
  const ScratchDirectory scratch;
  scratch.write("outside/kept", "");
  scratch.write("env/conda-meta/history", "");
  scratch.write("env/lib/anything", "");
  scratch.files().create_symlink(scratch / "outside", scratch / "env/link");
  remove_prefix(scratch.files(), scratch / "env", {});
  CHECK_FALSE(std::filesystem::exists(scratch / "env"));
  CHECK(std::filesystem::exists(scratch / "outside/kept"));
}

TEST_CASE("a half-made environment can be removed", "[prefix][remove]") {
  const ScratchDirectory scratch;
  scratch.write("env/conda-meta/etalon-transaction", "");
  scratch.write("env/lib/anything", "");
  remove_prefix(scratch.files(), scratch / "env", {});
  CHECK_FALSE(std::filesystem::exists(scratch / "env"));
}

TEST_CASE("what is no environment is not removed", "[prefix][remove]") {
  const ScratchDirectory scratch;
  scratch.write("dir/file", "");
  const std::string dir = (scratch / "dir").native();
  const auto foreign = thrown_error([&] { remove_prefix(scratch.files(), dir, {}); });
  CHECK(foreign.kind() == ErrorKind::refused);
  CHECK(foreign.message() == "`" + dir + "` is no environment and is not removed");
  CHECK(std::filesystem::exists(scratch / "dir/file"));

  const std::string none = (scratch / "none").native();
  const auto absent = thrown_error([&] { remove_prefix(scratch.files(), none, {}); });
  CHECK(absent.kind() == ErrorKind::not_found);
  CHECK(absent.message() == "there is no environment at `" + none + "`");
  CHECK(absent.hints() == Strings{"see which there are: `etalon env list`"});
}

TEST_CASE("a symbolic link to an environment is not followed", "[prefix][remove]") {
  const ScratchDirectory scratch;
  scratch.write("env/conda-meta/history", "");
  scratch.files().create_symlink("env", scratch / "link");
  const std::string link = (scratch / "link").native();
  const auto error = thrown_error([&] { remove_prefix(scratch.files(), link, {}); });
  CHECK(error.kind() == ErrorKind::refused);
  CHECK(error.message() == "`" + link + "` is a symbolic link and is not removed");
  CHECK(error.hints() == Strings{"remove what it stands for: `etalon env remove -p " +
                                 std::filesystem::canonical(scratch / "env").native() + "`"});
  CHECK(std::filesystem::exists(scratch / "env/conda-meta/history"));
}

TEST_CASE("a locked environment is not removed", "[prefix][remove]") {
  const ScratchDirectory scratch;
  scratch.write("env/conda-meta/history", "");
  etalon::RemovePrefixOptions options;
  options.lock_file = scratch / "lock";
  options.lock_timeout = std::chrono::milliseconds(10);
  const etalon::FileLock lock(options.lock_file, etalon::LockMode::exclusive, options.lock_timeout);
  CHECK(thrown_error([&] { remove_prefix(scratch.files(), scratch / "env", options); }).kind() ==
        ErrorKind::refused);
  CHECK(std::filesystem::exists(scratch / "env/conda-meta/history"));
}
