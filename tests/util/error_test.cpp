#include <etalon/util/cancellation.hpp>
#include <etalon/util/error.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

#include <cerrno>

using namespace etalon;

TEST_CASE("an error keeps its causes in the order outermost first", "[util][error]") {
  const Error error = Error(ErrorKind::network, "cannot reach the host", {"try again"})
                          .while_doing("cannot fetch `a`")
                          .while_doing("failed to create `demo`")
                          .with_hint("or use another channel");
  CHECK(error.kind() == ErrorKind::network);
  CHECK(error.what() == std::string("failed to create `demo`"));
  CHECK(error.causes() == std::vector<std::string>{"cannot fetch `a`", "cannot reach the host"});
  CHECK(error.hints() == std::vector<std::string>{"try again", "or use another channel"});
}

TEST_CASE("a system error names the path and the reason", "[util][error]") {
  const Error error = system_error("write", "/a/b", EACCES);
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "cannot write `/a/b`: Permission denied");
  CHECK(error.causes().empty());
  CHECK(error.hints().empty());
}

TEST_CASE("a full disk and a spent quota say how to see it", "[util][error]") {
  CHECK(system_error("write", "/a", ENOSPC).message() ==
        "cannot write `/a`: No space left on device");
  CHECK(system_error("write", "/a", ENOSPC).hints() ==
        std::vector<std::string>{"make room on the disk: `df -h` shows which one is full"});
  CHECK(system_error("write", "/a", EDQUOT).hints() ==
        std::vector<std::string>{"make room within your quota: `quota -s` shows it"});
}

TEST_CASE("copies of a cancellation token share the flag", "[util][cancellation]") {
  CancellationToken token;
  const CancellationToken copy = token;
  CHECK_FALSE(copy.is_cancelled());
  copy.throw_if_cancelled();
  token.cancel();
  CHECK(copy.is_cancelled());
  const Error error = thrown_error([&] { copy.throw_if_cancelled(); });
  CHECK(error.kind() == ErrorKind::cancelled);
  CHECK(error.message() == "interrupted");
}
