#include <etalon/pip/pip_plan.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

namespace {

std::string absolute(const std::string& line, const std::filesystem::path& folder = "/project") {
  const auto lines = absolute_pip_lines({{line, folder}});
  REQUIRE(lines.size() == 1);
  return lines.front();
}

} // namespace

TEST_CASE("files that options name are found from anywhere", "[pip][lines]") {
  CHECK(absolute("-r requirements.txt") == "-r /project/requirements.txt");
  CHECK(absolute("-rrequirements.txt") == "-r /project/requirements.txt");
  CHECK(absolute("--requirement=../other.txt") == "--requirement /other.txt");
  CHECK(absolute("--constraint  sub/c.txt") == "--constraint /project/sub/c.txt");
  CHECK(absolute("-c /etc/constraints.txt") == "-c /etc/constraints.txt");
  CHECK(absolute("-c https://a.example/c.txt") == "-c https://a.example/c.txt");
  CHECK(absolute("-e .") == "-e /project/");
  CHECK(absolute("-e ./src[dev,test]") == "-e /project/src[dev,test]");
  CHECK(absolute("-e git+https://a.example/b@main#egg=b") ==
        "-e git+https://a.example/b@main#egg=b");
  CHECK(absolute("--find-links wheels") == "--find-links /project/wheels");
  CHECK(absolute("-f https://a.example/wheels") == "-f https://a.example/wheels");
  CHECK(absolute("-e ${HOME}/x") == "-e ${HOME}/x");
}

TEST_CASE("a requirement that is a relative path becomes absolute", "[pip][lines]") {
  const ScratchDirectory scratch;
  scratch.write("demo-1.0.whl", "");
  CHECK(absolute("./demo") == "/project/demo");
  CHECK(absolute("../demo[extra]; python_version > '3'") == "/demo[extra]; python_version > '3'");
  CHECK(absolute("demo-1.0.whl", scratch.path()) == (scratch / "demo-1.0.whl").native());
  CHECK(absolute("demo-1.0.whl") == "demo-1.0.whl");
}

TEST_CASE("everything else of a requirements file stays as it is", "[pip][lines]") {
  for (const auto* line : {"requests>=2,<3; python_version < '3.12'",
                           "demo @ https://a.example/demo-1.0.whl#sha256=12",
                           "demo @ file:///demo.whl",
                           "--index-url https://a.example/simple",
                           "--no-binary :all:",
                           "--pre",
                           "-",
                           "file:demo.whl",
                           "# a comment"}) {
    CHECK(absolute(line) == line);
  }
}

TEST_CASE("an entry may have several lines, and each its own folder", "[pip][lines]") {
  const auto lines = absolute_pip_lines({{"a\r\n\n  -r b.txt ", "/one"}, {"-r b.txt", "/two"}});
  CHECK(lines == std::vector<std::string>{"a", "-r /one/b.txt", "-r /two/b.txt"});
}

TEST_CASE("options on which all packages depend are known", "[pip][lines]") {
  for (const auto* line : {"-i https://a",
                           "-ihttps://a",
                           "--index-url=https://a",
                           "-f x",
                           "--extra-index-url https://a",
                           "--no-index",
                           "--pre",
                           "--trusted-host a"}) {
    CHECK(is_pip_index_option(line));
  }
  for (const auto* line : {"-r x", "-e x", "requests", "--hash=sha256:1", "-", ""}) {
    CHECK(!is_pip_index_option(line));
  }
}
