#include <etalon/util/error.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace etalon;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

const CancellationToken k_token;

Command shell(const std::string& script) {
  return {{"sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}}, {}};
}

} // namespace

TEST_CASE("lines go to and fro", "[util][line_process]") {
  LineProcess process(shell("while read line; do echo \"got $line\"; done; echo end; exit 5"));
  process.write_line("a");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "got a");
  process.write_line("b");
  process.write_line("c");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "got b");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "got c");
  CHECK(process.finish(milliseconds{5000}).code == 5);
  CHECK(process.read_line(milliseconds{5000}, k_token) == "end");
  CHECK(process.read_line(milliseconds{5000}, k_token) == std::nullopt);
}

TEST_CASE("the last line needs no end and an empty line is one", "[util][line_process]") {
  LineProcess process(shell("printf 'a\\n\\nb'"));
  CHECK(process.read_line(milliseconds{5000}, k_token) == "a");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "b");
  CHECK(process.read_line(milliseconds{5000}, k_token) == std::nullopt);
  CHECK(process.finish(milliseconds{5000}).ok());
}

TEST_CASE("a child that is silent is told after the time", "[util][line_process]") {
  LineProcess process(shell("read line; echo late"));
  const Error error = thrown_error([&] { process.read_line(milliseconds{80}, k_token); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "no answer within 80 ms from `sh`");
  process.write_line("");
  CHECK(process.read_line(milliseconds{5000}, k_token) == "late");
}

TEST_CASE("waiting for a line can be cancelled", "[util][line_process]") {
  LineProcess process(shell("sleep 60"));
  CancellationToken token;
  token.cancel();
  const Error error = thrown_error([&] { process.read_line(milliseconds{5000}, token); });
  CHECK(error.kind() == ErrorKind::cancelled);
}

TEST_CASE("writing to a child that has gone is an error, not a signal", "[util][line_process]") {
  LineProcess process(shell("exit 0"));
  CHECK(process.read_line(milliseconds{5000}, k_token) == std::nullopt);
  const Error error = thrown_error([&] {
    for (;;) {
      process.write_line("x");
    }
  });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "`sh` has ended and takes no more input");
  sigset_t pending;
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGPIPE) == 0);
}

TEST_CASE("a child that writes much before it reads does not deadlock", "[util][line_process]") {
  LineProcess process(shell("head -c 3000000 /dev/zero | tr '\\0' x; echo; wc -c"));
  process.write_line(std::string(1'000'000, 'y'));
  CHECK(process.read_line(milliseconds{20'000}, k_token)->size() == 3'000'000);
  CHECK(process.finish(milliseconds{20'000}).ok());
  CHECK(process.read_line(milliseconds{5000}, k_token) == "1000001");
}

TEST_CASE("a line has a limit", "[util][line_process]") {
  LineProcess process(shell("cat /dev/zero"));
  const Error error = thrown_error([&] { process.read_line(milliseconds{20'000}, k_token); });
  CHECK(error.message() == "`sh` wrote a line longer than 16 MiB");
}

TEST_CASE("the end of stderr is kept", "[util][line_process]") {
  LineProcess process(shell("head -c 200000 /dev/zero >&2; echo last words >&2; exit 1"));
  CHECK(process.finish(milliseconds{5000}).code == 1);
  CHECK(process.error_text().size() == 65'536);
  CHECK(process.error_text().substr(65'536 - 11) == "last words\n");
}

TEST_CASE("finish kills a child that does not end", "[util][line_process]") {
  LineProcess process(shell("trap '' TERM; sleep 60"));
  const auto start = steady_clock::now();
  const ExitState state = process.finish(milliseconds{100});
  CHECK(state.signal == SIGKILL);
  CHECK(steady_clock::now() - start < milliseconds{1000});
}

TEST_CASE("destruction kills and reaps", "[util][line_process]") {
  pid_t pid = -1;
  {
    const LineProcess process(shell("sleep 60"));
    pid = process.pid();
    CHECK(::kill(pid, 0) == 0);
  }
  CHECK(::kill(pid, 0) == -1);
}
