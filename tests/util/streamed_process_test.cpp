#include <etalon/util/error.hpp>
#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

Command shell(const std::string& script) {
  return {{"/bin/sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}}, std::nullopt};
}

std::vector<std::string> lines_of(const std::string& script, ExitState& state) {
  std::vector<std::string> lines;
  state = run_streamed(
      shell(script), [&lines](std::string_view line) { lines.emplace_back(line); }, {});
  return lines;
}

} // namespace

TEST_CASE("output and errors come line by line, in their order", "[util][subprocess]") {
  ExitState state;
  const auto lines = lines_of("echo one; echo two >&2; echo; printf last; exit 3", state);
  CHECK(lines == std::vector<std::string>{"one", "two", "", "last"});
  CHECK(state.code == 3);
}

TEST_CASE("a line is given before the child ends", "[util][subprocess]") {
  // The child waits for what the listener does.
  CancellationToken token;
  const auto error = thrown_error([&] {
    run_streamed(
        shell("echo ready; sleep 600"), [&token](std::string_view) { token.cancel(); }, token);
  });
  CHECK(error.kind() == ErrorKind::cancelled);
}

TEST_CASE("a line without end comes in pieces", "[util][subprocess]") {
  ExitState state;
  const auto lines = lines_of("head -c 3000000 /dev/zero", state);
  CHECK(lines.size() >= 2);
  std::size_t size = 0;
  for (const auto& line : lines) {
    size += line.size();
  }
  CHECK(size == 3000000);
  CHECK(state.ok());
}

TEST_CASE("a child that closes its output is waited for", "[util][subprocess]") {
  ExitState state;
  CHECK(lines_of("exec >&- 2>&-; sleep 0.2; exit 5", state).empty());
  CHECK(state.code == 5);
}
