#include <etalon/util/file_system.hpp>
#include <etalon/util/log.hpp>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <support/scratch_directory.hpp>
#include <unistd.h>

#include <regex>

using namespace etalon;

namespace {

// What `action` writes to this process's stderr.
template <typename Action>
std::string captured_stderr(Action&& action) {
  const ScratchDirectory scratch;
  const int file = ::open((scratch / "stderr").c_str(), O_CREAT | O_RDWR, 0600);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(file, STDERR_FILENO);
  action();
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  ::close(file);
  return read_file(scratch / "stderr");
}

} // namespace

TEST_CASE("the log is silent unless asked for", "[util][log]") {
  CHECK(captured_stderr([] {
          log_info("a");
          log_debug("b");
        }).empty());
}

TEST_CASE("log lines carry the time and the level", "[util][log]") {
  const std::string text = captured_stderr([] {
    set_log_level(LogLevel::info);
    log_debug("hidden");
    log_info("fetching {x} 100%");
    set_log_level(LogLevel::debug);
    log_debug("seen");
    set_log_level(LogLevel::warning);
  });
  CHECK(std::regex_match(
      text,
      std::regex(R"(\d\d:\d\d:\d\d\.\d{3} info: fetching \{x\} 100%\n\d\d:.* debug: seen\n)")));
}
