#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/stat.h>
#include <unistd.h>

using namespace etalon;
namespace fs = std::filesystem;

namespace {

struct stat status_of(const fs::path& path) {
  struct stat status {};

  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

std::size_t entries_in(const fs::path& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

} // namespace

TEST_CASE("files are written, read and found", "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path path = scratch / "a";
  CHECK(find_file(path) == std::nullopt);
  scratch.files().write_file(path, "one");
  CHECK(read_file(path) == "one");
  scratch.files().write_file(path, "");
  CHECK(find_file(path) == "");
  CHECK(find_file(path / "below-a-file") == std::nullopt);
  CHECK(read_file("/proc/self/stat").size() > 10); // a file whose size says 0
}

TEST_CASE("reading what is absent or a directory says so", "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path path = scratch / "a";
  const Error absent = thrown_error([&] { read_file(path); });
  CHECK(absent.kind() == ErrorKind::not_found);
  CHECK(absent.message() == "cannot read `" + path.native() + "`: No such file or directory");
  const Error directory = thrown_error([&] { read_file(scratch.path()); });
  CHECK(directory.kind() == ErrorKind::io);
  CHECK(directory.message() == "cannot read `" + scratch.path().native() + "`: Is a directory");
}

TEST_CASE("a file writer joins small and large pieces in order", "[util][file_system]") {
  const ScratchDirectory scratch;
  std::string expected;
  const auto writer = scratch.files().create_file(scratch / "a");
  for (const std::size_t size : {1U, 70'000U, 10U, 65'536U, 65'535U, 3U, 0U, 200'000U}) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    writer->write(piece);
    expected += piece;
  }
  writer->sync();
  writer->write("end");
  writer->close();
  CHECK(read_file(scratch / "a") == expected + "end");
}

TEST_CASE("a full disk is told by close with a hint", "[util][file_system]") {
  const auto files = make_posix_file_system();
  const auto writer = files->create_file("/dev/full", 0666, OnExisting::replace);
  writer->write("x");
  const Error error = thrown_error([&] { writer->close(); });
  CHECK(error.message() == "cannot write `/dev/full`: No space left on device");
  CHECK(error.hints().size() == 1);
  CHECK(fs::exists("/dev/full"));
}

TEST_CASE("creating a file fails where it exists unless it is to be replaced",
          "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path path = scratch.write("a", "one");
  REQUIRE(scratch.files().try_hard_link(path, scratch / "b"));
  const Error error = thrown_error([&] { scratch.files().create_file(path); });
  CHECK(error.message() == "cannot create `" + path.native() + "`: File exists");
  scratch.files().write_file(path, "two");
  CHECK(read_file(scratch / "b") == "one"); // the other name of the old file keeps its bytes
}

TEST_CASE("directories are created with their parents", "[util][file_system]") {
  const ScratchDirectory scratch;
  CHECK(scratch.files().create_directory(scratch / "a"));
  CHECK_FALSE(scratch.files().create_directory(scratch / "a"));
  scratch.files().create_directories(scratch / "a/b/c/");
  scratch.files().create_directories(scratch / "a/b/c");
  CHECK(fs::is_directory(scratch / "a/b/c"));
  const fs::path file = scratch.write("file", "");
  CHECK(thrown_error([&] { scratch.files().create_directory(file); }).message() ==
        "cannot create `" + file.native() + "`: File exists");
  CHECK(thrown_error([&] { scratch.files().create_directories(file / "x"); }).message() ==
        "cannot create `" + file.native() + "`: File exists");
}

TEST_CASE("a copy has the bytes, mode and time of the file", "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path from = scratch.write("from", std::string(300'000, 'x'));
  scratch.files().set_mode(from, 0751);
  const struct timespec times[2] = {{0, UTIME_OMIT}, {1'600'000'000, 123'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, from.c_str(), times, 0) == 0);
  scratch.files().copy_file(from, scratch / "to");
  const struct stat status = status_of(scratch / "to");
  CHECK(read_file(scratch / "to") == read_file(from));
  CHECK((status.st_mode & 07777U) == 0751);
  CHECK(status.st_mtim.tv_sec == 1'600'000'000);
  CHECK(status.st_mtim.tv_nsec == 123'000'000);
  CHECK_THROWS_AS(scratch.files().copy_file(from, scratch / "to"), Error);
  scratch.files().copy_file(scratch.write("empty", ""), scratch / "empty2");
  CHECK(read_file(scratch / "empty2").empty());
}

TEST_CASE("a copy that cannot be finished is not left behind", "[util][file_system]") {
  const ScratchDirectory scratch;
  CHECK_THROWS_AS(scratch.files().copy_file(scratch / "absent", scratch / "to"), Error);
  CHECK_THROWS_AS(scratch.files().copy_file(scratch.path(), scratch / "to"), Error);
  CHECK(entries_in(scratch.path()) == 0);
}

TEST_CASE("a hard link that the file systems cannot make is no error", "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path file = scratch.write("a", "x");
  CHECK(scratch.files().try_hard_link(file, scratch / "b"));
  CHECK(status_of(file).st_nlink == 2);
  CHECK_FALSE(scratch.files().try_hard_link("/proc/self/status", scratch / "c"));
  CHECK_THROWS_AS(scratch.files().try_hard_link(file, scratch / "b"), Error);
  CHECK_THROWS_AS(scratch.files().try_hard_link(scratch / "absent", scratch / "d"), Error);
}

TEST_CASE("a reflink is a full copy or leaves nothing", "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path file = scratch.write("a", "bytes");
  scratch.files().set_mode(file, 0644);
  if (scratch.files().try_reflink(file, scratch / "b")) {
    CHECK(read_file(scratch / "b") == "bytes");
    CHECK((status_of(scratch / "b").st_mode & 07777U) == 0644);
  } else {
    CHECK_FALSE(fs::exists(scratch / "b"));
  }
  CHECK_FALSE(scratch.files().try_reflink("/proc/self/status", scratch / "c"));
  CHECK_FALSE(fs::exists(scratch / "c"));
}

TEST_CASE("rename replaces a file and an empty directory only", "[util][file_system]") {
  const ScratchDirectory scratch;
  FileSystem& files = scratch.files();
  scratch.write("a", "one");
  scratch.write("b", "two");
  files.rename(scratch / "a", scratch / "b");
  CHECK(read_file(scratch / "b") == "one");
  scratch.write("full/x", "");
  files.create_directory(scratch / "empty");
  files.rename(scratch / "full", scratch / "empty");
  files.create_directory(scratch / "other");
  const Error error = thrown_error([&] { files.rename(scratch / "other", scratch / "empty"); });
  CHECK(error.message() == "cannot rename `" + (scratch / "other").native() + "` to `" +
                               (scratch / "empty").native() + "`: Directory not empty");
}

TEST_CASE("removing what is absent is false, not an error", "[util][file_system]") {
  const ScratchDirectory scratch;
  FileSystem& files = scratch.files();
  scratch.write("d/a", "");
  CHECK_FALSE(files.remove_file(scratch / "absent"));
  CHECK_FALSE(files.remove_empty_directory(scratch / "absent"));
  CHECK_FALSE(files.remove_empty_directory(scratch / "d"));
  CHECK(files.remove_file(scratch / "d/a"));
  CHECK(files.remove_empty_directory(scratch / "d"));
  files.sync_directory(scratch.path());
  files.sync_file_system(scratch.path());
  CHECK_THROWS_AS(files.remove_file(scratch.path()), Error);
}

TEST_CASE("a tree is removed without following its links", "[util][file_system]") {
  const ScratchDirectory scratch;
  FileSystem& files = scratch.files();
  scratch.write("outside/kept", "x");
  scratch.write("tree/a/b/c", "x");
  files.create_symlink(scratch / "outside", scratch / "tree/link");
  files.create_symlink("nowhere", scratch / "tree/a/dangling");
  files.set_mode(scratch / "tree/a/b", 0555);
  files.remove_tree(scratch / "tree");
  CHECK_FALSE(fs::exists(scratch / "tree"));
  CHECK(fs::exists(scratch / "outside/kept"));
  files.remove_tree(scratch / "tree");
  files.create_symlink(scratch / "outside", scratch / "link");
  files.remove_tree(scratch / "link");
  CHECK(fs::exists(scratch / "outside/kept"));
}

TEST_CASE("an atomic write leaves the old bytes and nothing else when it fails",
          "[util][file_system]") {
  const ScratchDirectory scratch;
  const fs::path path = scratch.write("a", "old");
  write_file_atomically(scratch.files(), path, "new", 0600);
  CHECK(read_file(path) == "new");
  CHECK((status_of(path).st_mode & 07777U) == 0600);
  scratch.write("d/x", "");
  CHECK_THROWS_AS(write_file_atomically(scratch.files(), scratch / "d", "new"), Error);
  CHECK(entries_in(scratch.path()) == 2);
}

TEST_CASE("a temporary directory is removed unless released", "[util][file_system]") {
  const ScratchDirectory scratch;
  fs::path kept;
  {
    const TemporaryDirectory gone(scratch.files(), scratch / "parent", "stem");
    TemporaryDirectory released(scratch.files(), scratch / "parent", "stem");
    CHECK(gone.path() != released.path());
    CHECK(gone.path().filename().native().rfind("stem.", 0) == 0);
    scratch.files().write_file(gone.path() / "x", "");
    kept = released.path();
    released.release();
  }
  CHECK(entries_in(scratch / "parent") == 1);
  CHECK(fs::is_directory(kept));
}
