#include "prefix/prefix_path.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::checked_prefix;
using etalon::refuse_unless_free;
using Strings = std::vector<std::string>;

TEST_CASE("a prefix is normalized", "[prefix][path]") {
  CHECK(checked_prefix("/a/./b//c/").native() == "/a/b/c");
  CHECK(checked_prefix("/a/x/../it's b").native() == "/a/it's b");
}

TEST_CASE("prefixes that cannot work are refused", "[prefix][path]") {
  const auto check = [](const std::string& prefix, const std::string& why) {
    const auto error = thrown_error([&] { checked_prefix(prefix); });
    CHECK(error.kind() == etalon::ErrorKind::usage);
    CHECK(error.message() == "cannot make an environment at `" + prefix + "`");
    CHECK(error.causes() == Strings{why});
  };
  check("a/b", "the path is not absolute");
  check("", "the path is not absolute");
  check("/", "this is the root of all files");
  check("/a/..", "this is the root of all files");
  check("/a:b", "PATH and scripts cannot express the `:` in it");
  check("/a$b", "PATH and scripts cannot express the `$` in it");
  check(R"(/a"b)", R"(PATH and scripts cannot express the `"` in it)");
  check("/a\nb", "there is a control character in it");
}

TEST_CASE("nothing may stand where an environment is made", "[prefix][path]") {
  const etalon::ScratchDirectory scratch;
  refuse_unless_free(scratch / "none");
  refuse_unless_free(scratch.path());
  scratch.write("half/conda-meta/etalon-transaction", "");
  refuse_unless_free(scratch / "half");

  scratch.write("env/conda-meta/history", "");
  const std::string env = (scratch / "env").native();
  const auto exists = thrown_error([&] { refuse_unless_free(env); });
  CHECK(exists.kind() == etalon::ErrorKind::refused);
  CHECK(exists.message() == "there is an environment at `" + env + "` already");
  CHECK(exists.hints() == Strings{"remove it first: `etalon env remove -p " + env + "`"});

  scratch.write("other/file", "");
  const std::string other = (scratch / "other").native();
  const auto foreign = thrown_error([&] { refuse_unless_free(other); });
  CHECK(foreign.kind() == etalon::ErrorKind::refused);
  CHECK(foreign.message() == "`" + other + "` exists and is no environment");
  CHECK(foreign.hints() == Strings{"choose another path: `-p PATH`"});
}
