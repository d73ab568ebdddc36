#include <etalon/util/error.hpp>
#include <etalon/util/file_lock.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace etalon;
using std::chrono::milliseconds;

TEST_CASE("an exclusive lock keeps others out and names its owner", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "lock";
  {
    const FileLock owner(path, LockMode::exclusive, milliseconds{0});
    for (const LockMode mode : {LockMode::exclusive, LockMode::shared}) {
      const Error error = thrown_error([&] { const FileLock other(path, mode, milliseconds{30}); });
      CHECK(error.kind() == ErrorKind::refused);
      CHECK(error.message() ==
            "`" + path.native() + "` is locked by process " + std::to_string(::getpid()));
      CHECK(error.hints() == std::vector<std::string>{"see what it is: `ps -fp " +
                                                      std::to_string(::getpid()) + "`"});
    }
  }
  const FileLock next(path, LockMode::exclusive, milliseconds{0});
}

TEST_CASE("shared locks go together and keep an exclusive one out", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "lock";
  { const FileLock before(path, LockMode::exclusive, milliseconds{0}); }
  const FileLock first(path, LockMode::shared, milliseconds{0});
  const FileLock second(path, LockMode::shared, milliseconds{0});
  const Error error =
      thrown_error([&] { const FileLock other(path, LockMode::exclusive, milliseconds{0}); });
  CHECK(error.message() == "`" + path.native() + "` is locked by another process");
  CHECK(error.hints() == std::vector<std::string>{"wait until it has ended, then try again"});
}

TEST_CASE("a lock waits for its owner", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "lock";
  auto owner = std::make_unique<FileLock>(path, LockMode::exclusive, milliseconds{0});
  std::thread opener([&] {
    std::this_thread::sleep_for(milliseconds{100});
    owner.reset();
  });
  const auto start = std::chrono::steady_clock::now();
  const FileLock next(path, LockMode::exclusive, milliseconds{10'000});
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds{90});
  opener.join();
}

TEST_CASE("waiting for a lock can be cancelled", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const FileLock owner(scratch / "lock", LockMode::exclusive, milliseconds{0});
  CancellationToken token;
  token.cancel();
  const Error error = thrown_error(
      [&] { FileLock(scratch / "lock", LockMode::shared, milliseconds{10'000}, token); });
  CHECK(error.kind() == ErrorKind::cancelled);
}

TEST_CASE("the lock of a process that is killed is free", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "lock";
  int ready[2] = {-1, -1};
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const FileLock owner(path, LockMode::exclusive, milliseconds{0});
    static_cast<void>(!::write(ready[1], "x", 1));
    ::pause();
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  const Error error =
      thrown_error([&] { const FileLock other(path, LockMode::exclusive, milliseconds{0}); });
  CHECK(error.message() == "`" + path.native() + "` is locked by process " + std::to_string(child));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const FileLock next(path, LockMode::exclusive, milliseconds{1000});
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("a moved lock is released once", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "lock";
  FileLock first(path, LockMode::exclusive, milliseconds{0});
  FileLock second(std::move(first));
  CHECK_THROWS_AS(FileLock(path, LockMode::exclusive, milliseconds{0}), Error);
  second = FileLock(scratch / "other", LockMode::exclusive, milliseconds{0});
  const FileLock third(path, LockMode::exclusive, milliseconds{0});
}

TEST_CASE("a lock in an absent directory is an error", "[util][file_lock]") {
  const ScratchDirectory scratch;
  const std::filesystem::path path = scratch / "absent/lock";
  const Error error = thrown_error([&] { FileLock(path, LockMode::shared, milliseconds{0}); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "cannot lock `" + path.native() + "`: No such file or directory");
}
