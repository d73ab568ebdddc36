#include "runner/mapped_objects.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

namespace etalon_runner {

TEST_CASE("the mapped objects of this process are its program and its libraries",
          "[runner][objects]") {
  const std::vector<std::string> paths = mapped_objects();
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  CHECK(std::count(paths.begin(), paths.end(), program) == 1);
  CHECK(std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
    return path.find("/libc.so.") != std::string::npos || path.find("/libc-") != std::string::npos;
  }));
  CHECK(std::is_sorted(paths.begin(), paths.end()));
  CHECK(std::adjacent_find(paths.begin(), paths.end()) == paths.end());
  for (const std::string& path : paths) {
    CHECK(path.front() == '/');
  }
}

} // namespace etalon_runner
