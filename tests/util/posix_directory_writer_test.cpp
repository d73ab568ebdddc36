#include <etalon/util/error.hpp>
#include <etalon/util/file_system.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>
#include <sys/stat.h>

using namespace etalon;
namespace fs = std::filesystem;

namespace {

void write_in(DirectoryWriter& writer, std::string_view relative, std::string_view bytes) {
  const auto file = writer.create_file(relative, 0644);
  file->write(bytes);
  file->close();
}

std::string refusal(DirectoryWriter& writer, std::string_view relative) {
  const Error error = thrown_error([&] { writer.create_file(relative, 0644); });
  CHECK(error.kind() == ErrorKind::corrupt);
  return error.message();
}

struct stat status_of(const fs::path& path) {
  struct stat status {};

  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

} // namespace

TEST_CASE("a directory writer makes missing parents and changes between folders",
          "[util][directory_writer]") {
  const ScratchDirectory scratch;
  const auto writer = scratch.files().open_directory(scratch.path());
  write_in(*writer, "lib/a/one", "1");
  write_in(*writer, "lib/a/two", "2");
  write_in(*writer, "./lib//b/three", "3");
  write_in(*writer, "top", "4");
  write_in(*writer, "lib/a/four", "5");
  CHECK(read_file(scratch / "lib/a/two") == "2");
  CHECK(read_file(scratch / "lib/b/three") == "3");
  CHECK(read_file(scratch / "top") == "4");
  CHECK(read_file(scratch / "lib/a/four") == "5");
}

TEST_CASE("a directory writer refuses paths that leave", "[util][directory_writer]") {
  const ScratchDirectory scratch;
  scratch.files().create_directory(scratch / "in");
  const auto writer = scratch.files().open_directory(scratch / "in");
  CHECK(refusal(*writer, "../x") == "refusing to write `../x`: the path leaves its directory");
  CHECK(refusal(*writer, "a/../../x") ==
        "refusing to write `a/../../x`: the path leaves its directory");
  CHECK(refusal(*writer, "a/..") == "refusing to write `a/..`: the path leaves its directory");
  CHECK(refusal(*writer, "/etc/x") == "refusing to write `/etc/x`: the path is absolute");
  CHECK(refusal(*writer, std::string_view("a\0b", 3)) ==
        std::string("refusing to write `a\0b`: the path holds a NUL byte", 50));
  CHECK(refusal(*writer, "") == "refusing to write ``: the path names no file");
  CHECK(refusal(*writer, ".") == "refusing to write `.`: the path names no file");
  const std::string longest(4096, 'a');
  CHECK(refusal(*writer, longest) == "refusing to write `" + longest + "`: the path is too long");
  CHECK_FALSE(fs::exists(scratch / "x"));
}

TEST_CASE("a directory writer follows no symbolic link", "[util][directory_writer]") {
  const ScratchDirectory scratch;
  scratch.write("out/victim", "safe");
  scratch.files().create_directory(scratch / "in");
  const auto writer = scratch.files().open_directory(scratch / "in");
  writer->create_symlink("../out", "link");
  CHECK(refusal(*writer, "link/x") ==
        "refusing to write `link/x`: `link` on its way is a symbolic link");
  CHECK(refusal(*writer, "link/sub/x") ==
        "refusing to write `link/sub/x`: `link` on its way is a symbolic link");
  CHECK_FALSE(fs::exists(scratch / "out/x"));
  writer->create_symlink("../out/victim", "file");
  CHECK_THROWS_AS(writer->create_file("file", 0644), Error);
  CHECK_THROWS_AS(writer->set_mode("file", 0600), Error);
  CHECK_THROWS_AS(writer->create_directory("link", 0755), Error);
  const Error link = thrown_error([&] { writer->create_hard_link("file", "hard"); });
  CHECK(link.kind() == ErrorKind::corrupt);
  CHECK(link.message() == "refusing to link `hard` to `file`: it is no regular file");
  CHECK(thrown_error([&] { writer->create_hard_link("link/victim", "hard"); }).kind() ==
        ErrorKind::corrupt);
  CHECK(thrown_error([&] { writer->create_hard_link("../out/victim", "hard"); }).kind() ==
        ErrorKind::corrupt);
  CHECK(read_file(scratch / "out/victim") == "safe");
}

TEST_CASE("a directory writer makes no name twice but a directory", "[util][directory_writer]") {
  const ScratchDirectory scratch;
  const auto writer = scratch.files().open_directory(scratch.path());
  write_in(*writer, "a", "x");
  const std::string path = (scratch / "a").native();
  const Error file = thrown_error([&] { writer->create_file("a", 0644); });
  CHECK(file.kind() == ErrorKind::io);
  CHECK(file.message() == "cannot create `" + path + "`: File exists");
  CHECK(thrown_error([&] { writer->create_symlink("b", "a"); }).message() ==
        "cannot create `" + path + "`: File exists");
  CHECK(thrown_error([&] { writer->create_directory("a", 0755); }).message() ==
        "cannot create `" + path + "`: File exists");
  CHECK(thrown_error([&] { writer->create_file("a/b", 0644); }).message() ==
        "cannot create `" + path + "/b`: Not a directory");
  writer->create_directory("d/e", 0755);
  writer->create_directory("d/e/", 0755);
  writer->create_directory(".", 0755);
  CHECK(fs::is_directory(scratch / "d/e"));
}

TEST_CASE("hard links, modes and times are set inside", "[util][directory_writer]") {
  const ScratchDirectory scratch;
  const auto writer = scratch.files().open_directory(scratch.path());
  write_in(*writer, "a/one", "x");
  writer->create_hard_link("a/one", "b/c/two");
  CHECK(status_of(scratch / "a/one").st_ino == status_of(scratch / "b/c/two").st_ino);
  CHECK_THROWS_AS(writer->create_hard_link("absent/x", "y"), Error);
  CHECK_FALSE(fs::exists(scratch / "absent"));
  writer->set_mode("a/one", 0751);
  CHECK((status_of(scratch / "a/one").st_mode & 07777U) == 0751);
  writer->set_modification_time("a/one", 1'500'000'000, 5);
  CHECK(status_of(scratch / "b/c/two").st_mtim.tv_sec == 1'500'000'000);
  CHECK(status_of(scratch / "b/c/two").st_mtim.tv_nsec == 5);
  writer->set_modification_time("a", 1'400'000'000, 0);
  CHECK(status_of(scratch / "a").st_mtim.tv_sec == 1'400'000'000);
  writer->create_symlink("a", "link");
  const auto before = status_of(scratch / "link").st_mtim.tv_sec;
  writer->set_modification_time("link", 1'300'000'000, 0);
  CHECK(status_of(scratch / "link").st_mtim.tv_sec == before);
  CHECK(status_of(scratch / "a").st_mtim.tv_sec == 1'400'000'000);
}

TEST_CASE("opening an absent directory to write in it is an error", "[util][directory_writer]") {
  const ScratchDirectory scratch;
  CHECK(thrown_error([&] { scratch.files().open_directory(scratch / "a"); }).message() ==
        "cannot open `" + (scratch / "a").native() + "`: No such file or directory");
}
