#include <etalon/pip/run_pip.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>
#include <support/thrown_error.hpp>

using namespace etalon;

namespace {

// An interpreter that does what `script` says instead of calling pip.
PipPlan plan_with(const ScratchDirectory& scratch, const std::string& script) {
  const auto python = scratch.write("python", "#!/bin/sh\n" + script);
  scratch.files().set_mode(python, 0755);
  PipRequest request;
  request.lines = {{"-i https://me:secret@a.example/simple", scratch.path()},
                   {"demo", scratch.path()}};
  request.python = python.native();
  request.pip_version = "23.0";
  request.environment = {{"PATH", "/usr/bin:/bin"}};
  return plan_pip(request, scratch.path());
}

} // namespace

TEST_CASE("pip's words are passed on without passwords, its report is read", "[pip][run]") {
  const ScratchDirectory scratch;
  const auto plan = plan_with(scratch, R"(cat "$7" # the requirements
echo "the secret is out" >&2
echo '{"install": [{"download_info": {"url": "https://a.example/demo.whl", "archive_info": {}},
  "metadata": {"name": "demo", "version": "1"}}]}' > "$9"
)");
  std::vector<std::string> lines;
  RunPipOptions options;
  options.on_line = [&lines](const std::string& line) { lines.push_back(line); };
  const auto downloads = execute_pip(scratch.files(), plan, options);
  CHECK(lines == std::vector<std::string>{"-i https://a.example/simple", "demo", "the *** is out"});
  REQUIRE(downloads.size() == 1);
  CHECK(downloads[0].url == "https://a.example/demo.whl");
}

TEST_CASE("a pip that fails is quoted", "[pip][run]") {
  const ScratchDirectory scratch;
  const auto plan = plan_with(
      scratch,
      "echo Collecting demo; echo; echo 'ERROR: no https://me:secret@a.example/demo' >&2\n"
      "exit 1\n");
  const auto error = thrown_error([&] { execute_pip(scratch.files(), plan, {}); });
  CHECK(error.kind() == ErrorKind::io);
  CHECK(error.message() == "pip cannot install the `pip:` section");
  CHECK(error.causes() ==
        std::vector<std::string>{"pip exited with status 1",
                                 "Collecting demo\nERROR: no https://a.example/demo"});
  CHECK(error.hints() ==
        std::vector<std::string>{
            "correct the `pip:` section and create again: the conda packages stay in the cache"});
}

TEST_CASE("of a long story of pip's the end is quoted", "[pip][run]") {
  const ScratchDirectory scratch;
  const auto plan = plan_with(scratch, "seq 1 100; kill -9 $$\n");
  const auto error = thrown_error([&] { execute_pip(scratch.files(), plan, {}); });
  CHECK(error.causes()[0] == "pip was killed by signal 9 (Killed)");
  CHECK(error.causes()[1] == "89\n90\n91\n92\n93\n94\n95\n96\n97\n98\n99\n100");
}

TEST_CASE("a pip that says nothing is no riddle", "[pip][run]") {
  const ScratchDirectory scratch;
  const auto plan = plan_with(scratch, "exit 2\n");
  const auto error = thrown_error([&] { execute_pip(scratch.files(), plan, {}); });
  CHECK(error.causes() == std::vector<std::string>{"pip exited with status 2", "it said nothing"});
}
