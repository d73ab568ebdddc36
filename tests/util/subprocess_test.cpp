#include <etalon/util/error.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace etalon;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

const std::map<std::string, std::string> k_environment = {{"PATH", "/usr/bin:/bin"}};

Command shell(const std::string& script) {
  return {{"sh", "-c", script}, k_environment, {}};
}

CapturedOutput run_shell(const std::string& script) {
  return run_captured(shell(script), CancellationToken());
}

} // namespace

TEST_CASE("a captured run gives both streams and the status", "[util][subprocess]") {
  const CapturedOutput output = run_shell("echo out; echo err >&2; exit 3");
  CHECK(output.standard_output == "out\n");
  CHECK(output.standard_error == "err\n");
  CHECK(output.state.code == 3);
  CHECK_FALSE(output.state.ok());
  CHECK(output.state.to_string() == "exited with status 3");
}

TEST_CASE("a child killed by a signal says which", "[util][subprocess]") {
  const CapturedOutput output = run_shell("kill -9 $$");
  CHECK(output.state.signal == SIGKILL);
  CHECK(output.state.code == 137);
  CHECK(output.state.to_string() == "was killed by signal 9 (Killed)");
}

TEST_CASE("both streams are read together however much comes", "[util][subprocess]") {
  const CapturedOutput output =
      run_shell("head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2");
  CHECK(output.standard_output.size() == 3'000'000);
  CHECK(output.standard_error.size() == 2'000'000);
}

TEST_CASE("a child sees the given environment, an empty stdin and no other descriptor",
          "[util][subprocess]") {
  Command command = shell("echo \"$A-$HOME\"; cat; test -e /proc/$$/fd/$LEAKED && echo leaked");
  const int leaked = ::dup(1); // without close-on-exec
  command.environment["A"] = "b c";
  command.environment["LEAKED"] = std::to_string(leaked);
  const CapturedOutput output = run_captured(command, CancellationToken());
  ::close(leaked);
  CHECK(output.standard_output == "b c-\n");
}

TEST_CASE("a child starts with default signal handling", "[util][subprocess]") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  const CapturedOutput output = run_shell("grep SigIgn /proc/self/status | cut -f2");
  std::signal(SIGPIPE, before);
  // The C library keeps 32 and 33 for itself.
  CHECK(output.standard_output.substr(9) == "0000000\n");
}

TEST_CASE("a child starts in its working directory", "[util][subprocess]") {
  Command command = shell("pwd");
  command.working_directory = "/usr";
  CHECK(run_captured(command, CancellationToken()).standard_output == "/usr\n");
  command.working_directory = "/absent";
  const Error error = thrown_error([&] { run_captured(command, CancellationToken()); });
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.message() == "cannot run `sh` in `/absent`: no such directory");
}

TEST_CASE("an absent program is told by its name", "[util][subprocess]") {
  const Error name = thrown_error([] {
    run_captured({{"no-such-program"}, k_environment, {}}, CancellationToken());
  });
  CHECK(name.kind() == ErrorKind::not_found);
  CHECK(name.message() == "cannot run `no-such-program`: no such program in PATH");
  const Error path = thrown_error([] {
    run_captured({{"/etc/passwd"}, {}, {}}, CancellationToken());
  });
  CHECK(path.kind() == ErrorKind::not_found);
  CHECK(path.message() == "cannot run `/etc/passwd`: no such program");
}

TEST_CASE("a program of no known format is an error", "[util][subprocess]") {
  const ScratchDirectory scratch;
  const auto program = scratch.write("program", "\x7f\x45LF no program");
  scratch.files().set_mode(program, 0755);
  const Error error = thrown_error([&] {
    run_captured({{program.native()}, {}, {}}, CancellationToken());
  });
  CHECK(error.message() == "cannot run `" + program.native() + "`: Exec format error");
}

TEST_CASE("a run that takes too long is killed with its children", "[util][subprocess]") {
  const auto start = steady_clock::now();
  const Error error = thrown_error(
      [&] { run_captured(shell("sleep 60 & sleep 60"), CancellationToken(), milliseconds{200}); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "`sh` did not end within 200 ms");
  CHECK(steady_clock::now() - start < milliseconds{2000});
}

TEST_CASE("a cancelled run ends within 100 ms", "[util][subprocess]") {
  CancellationToken token;
  steady_clock::time_point cancelled_at;
  std::thread canceller([&] {
    std::this_thread::sleep_for(milliseconds{100});
    cancelled_at = steady_clock::now();
    token.cancel();
  });
  const Error error = thrown_error([&] { run_captured(shell("sleep 60"), token); });
  const auto ended_at = steady_clock::now();
  canceller.join();
  CHECK(error.kind() == ErrorKind::cancelled);
  CHECK(ended_at - cancelled_at < milliseconds{100});
}

TEST_CASE("a grandchild that keeps the streams does not hold up the run", "[util][subprocess]") {
  const auto start = steady_clock::now();
  const CapturedOutput output = run_shell("sleep 3 & echo done");
  CHECK(output.standard_output == "done\n");
  CHECK(steady_clock::now() - start < milliseconds{1000});
}

TEST_CASE("find_program looks in PATH for what may be run", "[util][subprocess]") {
  const ScratchDirectory scratch;
  const auto plain = scratch.write("one/tool", "");
  const auto program = scratch.write("two/tool", "");
  scratch.files().set_mode(plain, 0644);
  scratch.files().set_mode(program, 0755);
  const std::string path =
      "/absent:" + (scratch / "one").native() + ":" + (scratch / "two").native();
  CHECK(find_program("tool", path) == program);
  CHECK(find_program("other", path) == std::nullopt);
  CHECK(find_program("", path) == std::nullopt);
  CHECK(find_program(program.native(), "") == program);
  CHECK(find_program(plain.native(), "") == std::nullopt);
  CHECK(find_program("two", scratch.path().native()) == std::nullopt); // a directory
}

TEST_CASE("current_environment holds this process's variables", "[util][subprocess]") {
  ::setenv("ETALON_TEST_VARIABLE", "a=b", 1);
  CHECK(current_environment().at("ETALON_TEST_VARIABLE") == "a=b");
  ::unsetenv("ETALON_TEST_VARIABLE");
  CHECK(current_environment().count("ETALON_TEST_VARIABLE") == 0);
}

TEST_CASE("replace_process becomes the program", "[util][subprocess]") {
  const ScratchDirectory scratch;
  const auto script = scratch.write("script", "echo \"$0 $1\" $$ > \"$OUT\"\n"); // no "#!"
  scratch.files().set_mode(script, 0755);
  Command command{{script.native(), "argument"}, k_environment, scratch.path()};
  command.environment["OUT"] = (scratch / "out").native();
  const pid_t child = ::fork();
  if (child == 0) {
    replace_process(command);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(read_file(scratch / "out") ==
        script.native() + " argument " + std::to_string(child) + "\n");
}

TEST_CASE("replace_process says what it cannot run", "[util][subprocess]") {
  const Error absent = thrown_error([] { replace_process({{"no-such-program"}, {}, {}}); });
  CHECK(absent.kind() == ErrorKind::not_found);
  CHECK(absent.message() == "cannot run `no-such-program`: no such program in PATH");
  const Error directory = thrown_error([] { replace_process({{"sh"}, k_environment, "/absent"}); });
  CHECK(directory.message() == "cannot enter `/absent`: No such file or directory");
}
