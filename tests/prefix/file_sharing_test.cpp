#include "prefix/file_sharing.hpp"

#include <catch2/catch.hpp>
#include <support/faulty_file_system.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using etalon::FileSharing;
using etalon::ScratchDirectory;
using etalon::SharedBy;

namespace {

// /dev/shm is another file system than the temporary directory on the machines that have one.
std::filesystem::path other_file_system() {
  std::error_code failed;
  return std::filesystem::is_directory("/dev/shm", failed) ? "/dev/shm" : "";
}

} // namespace

TEST_CASE("a file arrives with its bytes, and what works is tried first the next time",
          "[prefix][sharing]") {
  const ScratchDirectory scratch;
  const auto from = scratch.write("a", "bytes");
  etalon::FaultyFileSystem files;
  FileSharing sharing(files);
  const SharedBy first = sharing.place(from, scratch / "b");
  CHECK(etalon::read_file(scratch / "b") == "bytes");
  const std::size_t effects = files.effects();
  CHECK(sharing.place(from, scratch / "c") == first);
  CHECK(files.effects() == effects + 1);
  CHECK(std::filesystem::equivalent(from, scratch / "c") == (first == SharedBy::hard_link));
}

TEST_CASE("between file systems files are copied", "[prefix][sharing]") {
  if (other_file_system().empty()) {
    WARN("skipped: there is no /dev/shm");
    return;
  }
  const ScratchDirectory scratch;
  const etalon::TemporaryDirectory other(scratch.files(), other_file_system(), "etalon-test");
  const auto from = scratch.write("a", "bytes");
  etalon::FaultyFileSystem files;
  FileSharing sharing(files);
  CHECK(sharing.place(from, other.path() / "b") == SharedBy::copy);
  CHECK(files.effects() == 3);
  CHECK(sharing.place(from, other.path() / "c") == SharedBy::copy);
  CHECK(files.effects() == 4);
  CHECK(etalon::read_file(other.path() / "b") == "bytes");
  CHECK(std::filesystem::last_write_time(from) ==
        std::filesystem::last_write_time(other.path() / "b"));
}

TEST_CASE("a file that cannot be read is an error", "[prefix][sharing]") {
  const ScratchDirectory scratch;
  FileSharing sharing(scratch.files());
  CHECK(thrown_error([&] { sharing.place(scratch / "none", scratch / "b"); }).message() ==
        "cannot read `" + (scratch / "none").native() + "`: No such file or directory");
}
