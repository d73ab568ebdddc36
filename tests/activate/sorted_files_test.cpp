#include "activate/sorted_files.hpp"

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using etalon::sorted_files;

TEST_CASE("files of one kind come in order of names", "[activate][files]") {
  const etalon::ScratchDirectory scratch;
  CHECK(sorted_files(scratch / "none", ".sh").empty());
  CHECK(sorted_files(scratch.write("b.sh", ""), ".sh").empty());
  scratch.write("10.sh", "");
  scratch.write("a.csh", "");
  scratch.write("A.sh", "");
  const std::vector<std::filesystem::path> expected = {
      scratch / "10.sh", scratch / "A.sh", scratch / "b.sh"};
  CHECK(sorted_files(scratch.path(), ".sh") == expected);
}
