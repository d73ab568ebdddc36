#include <catch2/catch.hpp>
#include <host/system_text.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;
using Numbers = std::vector<unsigned>;

TEST_CASE("the start of a file is read, and nothing where there is none", "[host][text]") {
  const ScratchDirectory scratch;
  const auto file = scratch.write("governor", "performance\n");
  CHECK(read_start(file) == "performance\n");
  CHECK(read_start(file, 4) == "perf");
  CHECK(read_line(file) == "performance");
  CHECK(read_line(scratch / "absent").empty());
  CHECK(read_line(scratch.path()).empty());
}

TEST_CASE("lists of CPUs are read", "[host][text]") {
  CHECK(parse_cpu_list("0\n") == Numbers{0});
  CHECK(parse_cpu_list("0-3,8,10-11\n") == Numbers{0, 1, 2, 3, 8, 10, 11});
  for (const char* bad : {"", "\n", "a", "3-1", "0-", "-1", "0,,1", "0-99999999", "1.5"}) {
    CAPTURE(bad);
    CHECK(parse_cpu_list(bad).empty());
  }
}

TEST_CASE("values of an os-release are unquoted", "[host][text]") {
  const std::string text = "NAME=\"Debian GNU/Linux\"\nID=debian\nPRETTY_NAME='Debian 12'\nX=\"\n";
  CHECK(os_release_value(text, "NAME") == "Debian GNU/Linux");
  CHECK(os_release_value(text, "ID") == "debian");
  CHECK(os_release_value(text, "PRETTY_NAME") == "Debian 12");
  CHECK(os_release_value(text, "X") == "\"");
  CHECK(os_release_value(text, "VERSION").empty());
  CHECK(os_release_value(text, "I").empty());
}

TEST_CASE("the memory of a meminfo is in bytes", "[host][text]") {
  CHECK(total_memory("MemTotal:        8145668 kB\nMemFree: 1 kB\n") == 8145668ULL * 1024);
  CHECK(total_memory("MemFree: 1 kB\n") == 0);
  CHECK(total_memory("MemTotal: many kB\n") == 0);
}

TEST_CASE("numbers are whole texts", "[host][text]") {
  CHECK(find_number("12") == 12);
  CHECK_FALSE(find_number("12 "));
  CHECK_FALSE(find_number(""));
  CHECK_FALSE(find_number("-1"));
}

TEST_CASE("glibc tells its version", "[host][text]") {
  const std::string version = glibc_version();
  CHECK(version.find('.') != std::string::npos);
  CHECK(version.find(' ') == std::string::npos);
}
